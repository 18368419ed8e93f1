-- Writes one step's outcome, or nothing. Repeating it is refused as REPEATED
-- or, without an event, as CONFLICT.
--
-- KEYS[1..7]           see lanes.lua
-- KEYS[8] receipts     hash    entry to receipt
-- KEYS[9] record       hash    version, data, sides
-- KEYS[10] seen        zset    event by the Redis ms of its commit
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

local read = 0
local function arg()
  read = read + 1
  return ARGV[read]
end
local function number() return tonumber(arg()) end

local id, version, data, event = arg(), arg(), arg(), arg()
local at, line, wake, lease, dedupe = number(), arg(), arg(), number(), number()

local lanes = {}
for i = 1, number() do
  lanes[i] = {name = arg(), queue = KEYS[12 + 2 * i], state = KEYS[13 + 2 * i], receipts = receipts}
end

local settle = {lane = lanes[number()]}
if settle.lane then
  settle.entry, settle.token = arg(), arg()
  settle.done = told(read + 1)
  read = read + 7
end

local entries = {}
for i = 1, number() do
  entries[i] = {lane = lanes[number()], queue = number(), packed = arg()}
end

local index = {}
for i = 1, number() do
  index[i] = {key = KEYS[number()], value = arg()}
end

local shown = number()

-- Every refusal comes before the first write.
local time = clock()
local mark = event ~= '' and redis.call('ZSCORE', seen, event)
if mark and tonumber(mark) > time - dedupe then return {'REPEATED'} end
local row = redis.call('HMGET', record, 'version', 'sides')
if (row[1] or '0') ~= version then return {'CONFLICT'} end
if settle.lane and not holds(settle.lane, settle.entry, settle.token) then return {'LOST'} end
for _, entry in ipairs(index) do
  local owner = redis.call('HGET', entry.key, entry.value)
  if owner and owner ~= id then return {'TAKEN'} end
end

local new = redis.call('HINCRBY', record, 'version', 1)
redis.call('HSET', record, 'data', data)
if new == 1 then redis.call('ZADD', records, 0, id) end
if shown == 1 then redis.call('HDEL', board, id) end
if shown == 2 then redis.call('HSET', board, id, arg()) end
redis.call('XADD', journal, new .. '-0', 'at', at, 'data', line)

redis.call('ZREMRANGEBYSCORE', seen, '-inf', time - dedupe)
if event ~= '' then
  redis.call('ZADD', seen, time, event)
  redis.call('PEXPIRE', seen, dedupe)
  unpark(parked, parkedRecords, id, event)
end

redis.call('ZREM', wakeleased, id)
if wake == '' then
  redis.call('ZREM', wakes, id)
else
  redis.call('ZADD', wakes, wake, id)
end

for _, entry in ipairs(index) do
  redis.call('HSET', entry.key, entry.value, id)
end

if settle.lane then pop(settle.lane, settle.done) end

local sides = row[2] or ''
for _, entry in ipairs(entries) do
  local side = string.sub(entry.lane.name, #id + 2) .. '\n'
  if not string.find('\n' .. sides, '\n' .. side, 1, true) then
    sides = sides .. side
    redis.call('HSET', record, 'sides', sides)
  end
end

redis.call('HINCRBY', counters, 'entries', #entries)
for _, entry in ipairs(entries) do
  local lane = entry.lane
  if redis.call('RPUSH', lane.queue, entry.packed) == 1 then
    local hold = redis.call('HGET', lane.state, 'hold')
    redis.call('PERSIST', lane.state)
    redis.call('ZADD', queues[entry.queue], math.max(at, tonumber(hold or at)), lane.name)
  else
    local queue, due = place(lane)
    if entry.queue < queue then
      redis.call('ZREM', queues[queue], lane.name)
      redis.call('ZADD', queues[entry.queue], due, lane.name)
    end
  end
end

local claims = {}
if settle.lane then
  claims[1] = follow(settle.lane, settle.done, time)
end
for _, lane in ipairs(lanes) do
  local queue, due = place(lane)
  if lane ~= settle.lane and queue and queue < bulk and due <= at and free(leased, lane.name, time) then
    claims[#claims + 1] = grant(lane, queue, time, lease)
  end
end
return {'OK', claims}
