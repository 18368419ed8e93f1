-- Writes the row that is left of a record and takes away all else of it, or
-- nothing. Repeating it is refused as REPEATED or CONFLICT.
--
-- KEYS[1..7]            see lanes.lua
-- KEYS[8] receipts      hash    entry to receipt
-- KEYS[9] record        hash    version, data, sides
-- KEYS[10] seen         zset    event by the Redis second after its commit
-- KEYS[11] journal      stream  <version>-0: at, data
-- KEYS[12] wakes        zset    record by the story ms of its wake-up
-- KEYS[13] wakeleased   zset    record by the Redis ms at which its lease ends
-- KEYS[14] board        hash    record to what lists show of it
-- KEYS[15] parked       hash    event to parked event
-- KEYS[16] parkedrecords zset   records that have parked events
-- KEYS[17] unswept      hash    name to record
-- then for each side: queue (list), lane (hash); then for each index: hash
--
-- ARGV, read one after another:
--   record id, version, data, event, at, journal, ms of dedupe
--   number of sides, then their lanes' names
--   settled side (0 none); if any: entry, token
--   number of indexes, number of names, then the names
--
-- Returns OK, REPEATED, CONFLICT or LOST.
local receipts, record, seen, journal, wakes, wakeleased = KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13]
local board, parked, parkedRecords, unswept = KEYS[14], KEYS[15], KEYS[16], KEYS[17]

local id, version, data, event = arg(), arg(), arg(), arg()
local at, line, dedupe = number(), arg(), number()

local lanes = {}
for i = 1, number() do
  lanes[i] = {name = arg(), queue = KEYS[16 + 2 * i], state = KEYS[17 + 2 * i], receipts = receipts}
end
local settled, entry, token = lanes[number()]
if settled then entry, token = arg(), arg() end

-- Every refusal comes before the first write.
local time = clock()
local mark = event ~= '' and redis.call('ZSCORE', seen, event)
if mark and tonumber(mark) * 1000 > time - dedupe then return 'REPEATED' end
if (redis.call('HGET', record, 'version') or '0') ~= version then return 'CONFLICT' end
if settled and not held(settled, entry, token) then return 'LOST' end

-- What frees memory comes first.
local entries = 0
for _, lane in ipairs(lanes) do
  entries = entries + redis.call('LLEN', lane.queue)
  leave(lane)
  redis.call('ZREM', leased, lane.name)
  redis.call('DEL', lane.queue, lane.state)
end
if entries > 0 then redis.call('HINCRBY', counters, 'entries', -entries) end
redis.call('DEL', receipts, journal, parked)
redis.call('ZREM', parkedRecords, id)
redis.call('ZREM', wakes, id)
redis.call('ZREM', wakeleased, id)
redis.call('HDEL', board, id)
local first = 17 + 2 * #lanes
for i = first + 1, first + number() do
  local values = redis.call('HGETALL', KEYS[i])
  for v = 1, #values, 2 do
    if values[v + 1] == id then redis.call('HDEL', KEYS[i], values[v]) end
  end
end

local new = string.format('%.0f', version + 1)
redis.call('HSET', record, 'version', new, 'data', data)
redis.call('HDEL', record, 'sides')
redis.call('XADD', journal, new .. '-0', 'at', at, 'data', line)
redis.call('ZREMRANGEBYSCORE', seen, '-inf', (time - dedupe) / 1000)
if event ~= '' then
  redis.call('ZADD', seen, math.ceil(time / 1000), event)
  redis.call('PEXPIRE', seen, dedupe)
end
for _ = 1, number() do redis.call('HSET', unswept, arg(), id) end
return 'OK'
