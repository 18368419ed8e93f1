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

-- Takes an empty lane out of the queue it waited in.
local function leave(lane)
  for _, queue in ipairs(queues) do
    if redis.call('ZREM', queue, lane.name) == 1 then return end
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

-- Reads a lane if this token still holds it and this entry is its head: its head,
-- the packed entry after it, and when it is free of all its uses. Otherwise nil.
local function held(lane, entry, token)
  local state = redis.call('HMGET', lane.state, 'token', 'free')
  if state[1] ~= token then return nil end
  local packed = redis.call('LRANGE', lane.queue, 0, 1)
  local head = packed[1] and unpackEntry(packed[1])
  if not head or head.id ~= entry then return nil end
  return {head = head, next = packed[2], free = tonumber(state[2] or 0)}
end

-- A new token: unlike those before it by their number, and unlike those that a
-- failover has made Redis forget by the clock.
local function newToken(time)
  return string.format('%.0f', time * 1000 + redis.call('HINCRBY', counters, 'token', 1) % 1000)
end

-- Leases a lane of a queue and returns the claim of its head: name, packed entry,
-- receipt of its ref, token, tries, unknowns, number of the queue.
local function grant(lane, queue, packed, tries, unknowns, time, lease)
  local token = newToken(time)
  redis.call('HSET', lane.state, 'token', token)
  redis.call('ZADD', leased, time + lease, lane.name)
  local ref = unpackEntry(packed).ref
  local receipt = ref ~= '' and redis.call('HGET', lane.receipts, ref)
  return {lane.name, packed, receipt or '', tonumber(token), tries, unknowns, queue - 1}
end

-- Grants a lane of a queue whose head has never been leased.
local function grantNew(lane, queue, packed, time, lease)
  return grant(lane, queue, packed, 0, 0, time, lease)
end

-- Grants a lane of a queue, or returns nil while it is leased. A lease that ran out
-- unsettled may have sent the head.
local function grantFree(lane, queue, time, lease)
  local ends = redis.call('ZSCORE', leased, lane.name)
  if ends and tonumber(ends) > time then return nil end
  local packed = redis.call('LINDEX', lane.queue, 0)
  if ends and not unpackEntry(packed).repeatable then
    redis.call('HINCRBY', lane.state, 'unknowns', 1)
  end
  local counts = redis.call('HMGET', lane.state, 'tries', 'unknowns')
  return grant(lane, queue, packed, tonumber(counts[1] or 0), tonumber(counts[2] or 0), time, lease)
end

-- Counts a use of a lane, which is free of those before at free, against its pace:
-- returns the story ms from which it may be used again, and the one at which it is
-- free of all its uses.
local function use(free, done)
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

-- Removes the head of a lane, which is held as told by held, and its lease, and
-- keeps its receipt if it is tracked. Of what was done it is told receipt,
-- whose it is, notBefore, every, burst and now. Returns like place where the lane
-- waits now.
local function pop(lane, was, done)
  redis.call('LPOP', lane.queue)
  redis.call('DEL', lane.state)
  redis.call('ZREM', leased, lane.name)
  if was.head.track and done.receipt ~= '' then
    redis.call('HSET', lane.receipts, done.as, done.receipt)
  end
  local serve, free = use(was.free, done)
  if not was.next then
    leave(lane)
    rest(lane, serve, free, done.now)
    return
  end
  if free > done.now then redis.call('HSET', lane.state, 'free', free) end
  local queue, due = place(lane)
  if serve > due then
    redis.call('ZADD', queues[queue], serve, lane.name)
    due = serve
  end
  return queue, due
end

-- Reads what was done from ARGV, from the i-th on: receipt, whose it is, not
-- before, every, burst, now, lease.
local function told(i)
  return {
    receipt = ARGV[i], as = ARGV[i + 1], notBefore = tonumber(ARGV[i + 2]), every = tonumber(ARGV[i + 3]),
    burst = tonumber(ARGV[i + 4]), now = tonumber(ARGV[i + 5]), lease = tonumber(ARGV[i + 6]),
  }
end
