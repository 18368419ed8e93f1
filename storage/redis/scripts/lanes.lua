-- What the scripts that touch lanes have in common. It is put in front of
-- them, and they all begin their KEYS alike.
--
-- KEYS[1] counters  hash  token, entries
-- KEYS[2] ready     zset  lane by the story ms from which it may be served
-- KEYS[3] leased    zset  lane by the Redis ms at which its lease runs out
local counters, ready, leased = KEYS[1], KEYS[2], KEYS[3]

-- A lane is {name, queue, state, receipts}: its member in the zsets above and
-- its three keys.

-- Reads the head of a packed entry: "TR <length of id> <length of ref> " with
-- T and R the digits of track and repeatable, then id, ref and body.
local function unpackEntry(packed)
  local track, repeatable, idLength, refLength, start =
    string.match(packed, '^([01])([01]) (%d+) (%d+) ()')
  local refStart = start + tonumber(idLength)
  return {
    track = track == '1',
    repeatable = repeatable == '1',
    id = string.sub(packed, start, refStart - 1),
    ref = string.sub(packed, refStart, refStart + tonumber(refLength) - 1),
  }
end

-- Whether this token still holds the lane and this entry is its head.
local function holds(lane, entry, token)
  if redis.call('HGET', lane.state, 'token') ~= token then return false end
  local packed = redis.call('LINDEX', lane.queue, 0)
  return packed and unpackEntry(packed).id == entry
end

-- Leases a free lane and returns the claim of its head: name, packed entry,
-- receipt of its ref, token, tries, unknowns. A lease that ran out unsettled
-- may have sent the head.
local function grant(lane, time, lease)
  local packed = redis.call('LINDEX', lane.queue, 0)
  local head = unpackEntry(packed)
  if redis.call('ZSCORE', leased, lane.name) and not head.repeatable then
    redis.call('HINCRBY', lane.state, 'unknowns', 1)
  end
  local token = redis.call('HINCRBY', counters, 'token', 1)
  redis.call('HSET', lane.state, 'token', token)
  redis.call('ZADD', leased, time + lease, lane.name)
  local receipt = head.ref ~= '' and redis.call('HGET', lane.receipts, head.ref)
  local counts = redis.call('HMGET', lane.state, 'tries', 'unknowns')
  return {lane.name, packed, receipt or '', token, tonumber(counts[1] or 0), tonumber(counts[2] or 0)}
end

-- Removes the head of a lane that is held, keeps its receipt if it is tracked,
-- and returns the claim of the next entry, or nil when there is none or it is
-- held back.
local function finish(lane, receipt, notBefore, now, time, lease)
  local head = unpackEntry(redis.call('LPOP', lane.queue))
  if head.track and receipt ~= '' then
    redis.call('HSET', lane.receipts, head.id, receipt)
  end
  redis.call('HINCRBY', counters, 'entries', -1)
  redis.call('ZREM', leased, lane.name)
  redis.call('DEL', lane.state)
  if redis.call('LLEN', lane.queue) == 0 then
    redis.call('ZREM', ready, lane.name)
    if notBefore > now then redis.call('HSET', lane.state, 'hold', notBefore) end
    return nil
  end
  local due = math.max(notBefore, tonumber(redis.call('ZSCORE', ready, lane.name)))
  redis.call('ZADD', ready, due, lane.name)
  if due > now then return nil end
  return grant(lane, time, lease)
end
