-- What the scripts that touch lanes have in common. It is put in front of
-- them, and they all begin their KEYS alike.
--
-- KEYS[1]     counters  hash  token, entries
-- KEYS[2]     leased    zset  lane by the Redis ms at which its lease runs out
-- KEYS[3..7]  queues    zset  lane by the story ms from which it may be served
local counters, leased = KEYS[1], KEYS[2]
local queues = {KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]}
local bulk = 3 -- the first of those that may wait

-- A lane is {name, queue, state, receipts}: its member in the zsets above and
-- its three keys.

-- Says in which queue a lane waits, and from when it may be served; nil for an
-- empty lane.
local function place(lane)
  for i, queue in ipairs(queues) do
    local due = redis.call('ZSCORE', queue, lane.name)
    if due then return i, tonumber(due) end
  end
end

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
    body = refStart + tonumber(refLength), -- where it starts
  }
end

-- Whether this token still holds the lane and this entry is its head.
local function holds(lane, entry, token)
  if redis.call('HGET', lane.state, 'token') ~= token then return false end
  local packed = redis.call('LINDEX', lane.queue, 0)
  return packed and unpackEntry(packed).id == entry
end

-- A new token: above all before it and, because it goes by the clock, unlike
-- those that a failover has made Redis forget.
local function newToken(time)
  local last = tonumber(redis.call('HGET', counters, 'token') or 0)
  local token = math.max(last + 1, time * 1000)
  redis.call('HSET', counters, 'token', string.format('%.0f', token))
  return token
end

-- Leases a free lane of a queue and returns the claim of its head: name, packed
-- entry, receipt of its ref, token, tries, unknowns, number of the queue. A
-- lease that ran out unsettled may have sent the head.
local function grant(lane, queue, time, lease)
  local packed = redis.call('LINDEX', lane.queue, 0)
  local head = unpackEntry(packed)
  if redis.call('ZSCORE', leased, lane.name) and not head.repeatable then
    redis.call('HINCRBY', lane.state, 'unknowns', 1)
  end
  local token = newToken(time)
  redis.call('HSET', lane.state, 'token', string.format('%.0f', token))
  redis.call('ZADD', leased, time + lease, lane.name)
  local receipt = head.ref ~= '' and redis.call('HGET', lane.receipts, head.ref)
  local counts = redis.call('HMGET', lane.state, 'tries', 'unknowns')
  return {lane.name, packed, receipt or '', token, tonumber(counts[1] or 0), tonumber(counts[2] or 0), queue - 1}
end

-- Counts a use of a lane against its pace: returns the story ms from which it
-- may be used again, and the one at which it is free of all its uses.
local function use(lane, done)
  local free = tonumber(redis.call('HGET', lane.state, 'free') or 0)
  if done.every == 0 then return done.notBefore, free end
  free = math.max(free, done.now) + done.every
  return math.max(done.notBefore, free - (done.burst - 1) * done.every), free
end

-- Leaves an empty lane what it has to remember, for as long as it matters.
local function rest(lane, hold, free, now)
  local matters = math.max(hold, free) - now
  if matters <= 0 then return end
  redis.call('HSET', lane.state, 'hold', hold, 'free', free)
  redis.call('PEXPIRE', lane.state, matters + 60000)
end

-- Removes the head of a lane that is held and keeps its receipt if it is
-- tracked. Of what was done it is told receipt, whose it is, notBefore, every,
-- burst and now.
local function pop(lane, done)
  local head = unpackEntry(redis.call('LPOP', lane.queue))
  if head.track and done.receipt ~= '' then
    redis.call('HSET', lane.receipts, done.as, done.receipt)
  end
  redis.call('HINCRBY', counters, 'entries', -1)
  redis.call('ZREM', leased, lane.name)
  local serve, free = use(lane, done)
  redis.call('DEL', lane.state)
  local queue, due = place(lane)
  if redis.call('LLEN', lane.queue) == 0 then
    redis.call('ZREM', queues[queue], lane.name)
    rest(lane, serve, free, done.now)
    return
  end
  if free > done.now then redis.call('HSET', lane.state, 'free', free) end
  redis.call('ZADD', queues[queue], math.max(serve, due), lane.name)
end

-- Returns the claim of the entry that comes after one that was popped, or nil
-- when there is none or it is held back.
local function follow(lane, done, time)
  local queue, due = place(lane)
  if queue and due <= done.now then return grant(lane, queue, time, done.lease) end
end

-- Reads what was done from ARGV, from the i-th on: receipt, whose it is, not
-- before, every, burst, now, lease.
local function told(i)
  return {
    receipt = ARGV[i], as = ARGV[i + 1], notBefore = tonumber(ARGV[i + 2]), every = tonumber(ARGV[i + 3]),
    burst = tonumber(ARGV[i + 4]), now = tonumber(ARGV[i + 5]), lease = tonumber(ARGV[i + 6]),
  }
end
