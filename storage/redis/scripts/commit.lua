-- Writes one step's outcome, or nothing. Repeating it is refused as REPEATED
-- or, without an event, as CONFLICT.
--
-- KEYS[1..7]           see lanes.lua
-- KEYS[8] receipts     hash    entry to receipt
-- KEYS[9] record       hash    version, data, sides
-- KEYS[10] seen        zset    event by the Redis second after its commit
-- KEYS[11] journal     stream  <version>-0: at, data
-- KEYS[12] wakes       zset    record by the story ms of its wake-up
-- KEYS[13] wakeleased  zset    record by the Redis ms at which its lease ends
-- then for each side: queue (list), lane (hash); then for each index: hash;
-- the last four: records (zset), parked (hash), parkedrecords (zset) and board
-- (hash)
--
-- ARGV, read one after another:
--   record id, version, data, event, at, journal, wake ('' none), lease, ms of dedupe
--   number of sides, then their lanes' names
--   settled side (0 none); if any: entry, token, then as told in lanes.lua
--   number of entries, then for each: side, queue, packed entry
--   number of index values, then for each: number of its key in KEYS, value
--   the board: 0 as before, 1 off it, 2 and then what it shows
--
-- Returns {status, claims}: OK, REPEATED, CONFLICT, LOST or TAKEN.
local receipts, record, seen, journal, wakes, wakeleased =
  KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13]
local records, parked, parkedRecords, board = KEYS[#KEYS - 3], KEYS[#KEYS - 2], KEYS[#KEYS - 1], KEYS[#KEYS]

local id, version, data, event = arg(), arg(), arg(), arg()
local at, line, wake, lease, dedupe = number(), arg(), arg(), number(), number()

local lanes = {}
for i = 1, number() do
  lanes[i] = {name = arg(), queue = KEYS[12 + 2 * i], state = KEYS[13 + 2 * i], receipts = receipts, fresh = {}}
end

local settle = {lane = lanes[number()]}
if settle.lane then
  settle.entry, settle.token = arg(), arg()
  settle.done = told(read + 1)
  read = read + 7
end

local entries = number()
for _ = 1, entries do
  local lane, queue, packed = lanes[number()], number(), arg()
  lane.meant = math.min(lane.meant or queue, queue)
  lane.fresh[#lane.fresh + 1] = packed
end

local index = {}
for i = 1, number() do
  index[i] = {key = KEYS[number()], value = arg()}
end

local shown = number()

-- Every refusal comes before the first write.
local time = clock()
local mark = event ~= '' and redis.call('ZSCORE', seen, event)
if mark and tonumber(mark) * 1000 > time - dedupe then return {'REPEATED'} end
local row = redis.call('HMGET', record, 'version', 'sides')
if (row[1] or '0') ~= version then return {'CONFLICT'} end
local was = settle.lane and held(settle.lane, settle.entry, settle.token)
if settle.lane and not was then return {'LOST'} end
for _, entry in ipairs(index) do
  local owner = redis.call('HGET', entry.key, entry.value)
  if owner and owner ~= id then return {'TAKEN'} end
end

local new, sides = string.format('%.0f', version + 1), row[2] or ''
for _, lane in ipairs(lanes) do
  local side = string.sub(lane.name, #id + 2) .. '\n'
  if #lane.fresh > 0 and not string.find('\n' .. sides, '\n' .. side, 1, true) then sides = sides .. side end
end
redis.call('HSET', record, 'version', new, 'data', data, 'sides', sides)
if version == '0' then redis.call('ZADD', records, 0, id) end
if shown == 1 then redis.call('HDEL', board, id) end
if shown == 2 then redis.call('HSET', board, id, arg()) end
redis.call('XADD', journal, new .. '-0', 'at', at, 'data', line)

redis.call('ZREMRANGEBYSCORE', seen, '-inf', (time - dedupe) / 1000)
if event ~= '' then
  redis.call('ZADD', seen, math.ceil(time / 1000), event)
  redis.call('PEXPIRE', seen, dedupe)
  unpark(parked, parkedRecords, id, event)
end

-- Only a wake-up that is set can be leased.
local unset
if wake == '' then
  unset = redis.call('ZREM', wakes, id) == 0
else
  unset = redis.call('ZADD', wakes, wake, id) == 1
end
if not unset then redis.call('ZREM', wakeleased, id) end

for _, entry in ipairs(index) do
  redis.call('HSET', entry.key, entry.value, id)
end

-- Puts new entries at the end of a lane, and returns where it waits then: in the
-- first of the queues that they are meant for, unless it waits in an earlier one.
-- A lane that was empty has a new head, which is returned as well.
local function push(lane, queue, due)
  local length = 0
  for i = 1, #lane.fresh, atOnce do
    length = redis.call('RPUSH', lane.queue, unpack(lane.fresh, i, math.min(i + atOnce - 1, #lane.fresh)))
  end
  if length == #lane.fresh then
    local hold = redis.call('HGET', lane.state, 'hold')
    if hold then redis.call('PERSIST', lane.state) end
    due = math.max(at, tonumber(hold or at))
    redis.call('ZADD', queues[lane.meant], due, lane.name)
    return lane.meant, due, lane.fresh[1]
  end
  if not queue then queue, due = place(lane) end
  if lane.meant < queue then
    redis.call('ZREM', queues[queue], lane.name)
    redis.call('ZADD', queues[lane.meant], due, lane.name)
    queue = lane.meant
  end
  return queue, due
end

-- Settles the lane that this step reports on, and returns its next claim, if any.
local function settled(lane)
  local queue, due = pop(lane, was, settle.done)
  local head = was.next
  if #lane.fresh > 0 then
    local first
    queue, due, first = push(lane, queue, due)
    head = head or first
  end
  if queue and due <= settle.done.now then
    return grantNew(lane, queue, head, time, settle.done.lease)
  end
end

-- Puts entries into another lane, and returns its claim if it may be served now
-- and has nothing in flight.
local function filled(lane)
  local queue, due, head = push(lane)
  if queue >= bulk or due > at then return nil end
  if head then return grantNew(lane, queue, head, time, lease) end
  return grantFree(lane, queue, time, lease)
end

local more = entries - (was and 1 or 0)
if more ~= 0 then redis.call('HINCRBY', counters, 'entries', more) end

local claims = {}
for _, lane in ipairs(lanes) do
  claims[#claims + 1] = (lane == settle.lane and settled or filled)(lane)
end
return {'OK', claims}
