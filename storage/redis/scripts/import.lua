-- Makes a record what it is in another store, or nothing of it. Repeating it does
-- no harm.
--
-- KEYS[1..7]           see lanes.lua
-- KEYS[8] record       hash    version, data, sides
-- KEYS[9] seen         zset    event by the Redis second after its commit
-- KEYS[10] journal     stream  <version>-0: at, data
-- KEYS[11] receipts    hash    entry to receipt
-- KEYS[12] parked      hash    event to "<number> <at> <sealed event>"
-- KEYS[13] wakes       zset    record by the story ms of its wake-up
-- KEYS[14] wakeleased  zset    record by the Redis ms at which its lease ends
-- KEYS[15] records     zset    every committed record
-- KEYS[16] parkedrecords  zset  records that have parked events
-- KEYS[17] board       hash    record to what lists show of it
-- then for each side that the record had or is to have: queue (list), lane (hash);
-- then for each of its indexes: hash
--
-- ARGV, read one after another:
--   record id, version (0: none), data, what lists show ('' nothing), wake ('' none),
--   ms of dedupe
--   number of sides, then for each: its lane's name, queue, served from, free, ms for
--     which an empty lane matters, tries, unknowns, number of entries, packed entries
--   number of journal lines, then for each: version, at, data
--   number of marks, then for each: event, Redis second
--   number of receipts, then for each: entry, receipt
--   number of parked events, then for each: event, at, sealed event
--   number of index values that are no more, then for each: number of its key in
--     KEYS, value; likewise of those that are
--
-- Returns OK, or TAKEN when an index value belongs to another record.
local record, seen, journal, receipts, parked = KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local wakes, wakeleased, records, parkedRecords, board = KEYS[13], KEYS[14], KEYS[15], KEYS[16], KEYS[17]

-- Reads a list of things that have so many parts each.
local function list(parts)
  local all = {}
  for i = 1, number() do
    all[i] = {}
    for p = 1, parts do all[i][p] = arg() end
  end
  return all
end

local id, version, data, shown, wake, dedupe = arg(), arg(), arg(), arg(), arg(), arg()
local lanes = {}
for i = 1, number() do
  lanes[i] = {
    name = arg(), queue = KEYS[16 + 2 * i], state = KEYS[17 + 2 * i],
    waits = number(), serve = arg(), free = arg(), matters = number(), tries = arg(), unknowns = arg(), entries = {},
  }
  for e = 1, number() do lanes[i].entries[e] = arg() end
end
local lines, marks, kept, events = list(3), list(2), list(2), list(3)
local no, yes = list(2), list(2)

-- The refusal comes before the first write.
for _, index in ipairs(yes) do
  local owner = redis.call('HGET', KEYS[tonumber(index[1])], index[2])
  if owner and owner ~= id then return 'TAKEN' end
end

-- Puts a lane there, free, with what waits in it, and returns by how many entries
-- there are more.
local function put(lane)
  local more = #lane.entries - redis.call('LLEN', lane.queue)
  redis.call('DEL', lane.queue, lane.state)
  redis.call('ZREM', leased, lane.name)
  leave(lane)
  for _, packed in ipairs(lane.entries) do redis.call('RPUSH', lane.queue, packed) end
  if #lane.entries > 0 then
    redis.call('ZADD', queues[lane.waits], lane.serve, lane.name)
    if lane.tries ~= '0' then redis.call('HSET', lane.state, 'tries', lane.tries) end
    if lane.unknowns ~= '0' then redis.call('HSET', lane.state, 'unknowns', lane.unknowns) end
    if lane.free ~= '0' then redis.call('HSET', lane.state, 'free', lane.free) end
  elseif lane.matters > 0 then
    redis.call('HSET', lane.state, 'hold', lane.serve, 'free', lane.free)
    redis.call('PEXPIRE', lane.state, lane.matters)
  end
  return more
end

redis.call('DEL', record, seen, journal, receipts, parked)
redis.call('ZREM', records, id)
redis.call('ZREM', parkedRecords, id)
redis.call('ZREM', wakes, id)
redis.call('ZREM', wakeleased, id)
redis.call('HDEL', board, id)
for _, index in ipairs(no) do redis.call('HDEL', KEYS[tonumber(index[1])], index[2]) end

local more, sides = 0, ''
for _, lane in ipairs(lanes) do
  more = more + put(lane)
  sides = sides .. string.sub(lane.name, #id + 2) .. '\n'
end
if more ~= 0 then redis.call('HINCRBY', counters, 'entries', more) end

for _, event in ipairs(events) do
  local order = redis.call('HINCRBY', counters, 'parked', 1)
  redis.call('HSET', parked, event[1], string.format('%.0f', order) .. ' ' .. event[2] .. ' ' .. event[3])
  redis.call('ZADD', parkedRecords, 0, id)
end
if version == '0' then return 'OK' end

redis.call('HSET', record, 'version', version, 'data', data, 'sides', sides)
redis.call('ZADD', records, 0, id)
if shown ~= '' then redis.call('HSET', board, id, shown) end
if wake ~= '' then redis.call('ZADD', wakes, wake, id) end
for _, line in ipairs(lines) do redis.call('XADD', journal, line[1] .. '-0', 'at', line[2], 'data', line[3]) end
for _, mark in ipairs(marks) do redis.call('ZADD', seen, mark[2], mark[1]) end
if #marks > 0 then redis.call('PEXPIRE', seen, dedupe) end
for _, receipt in ipairs(kept) do redis.call('HSET', receipts, receipt[1], receipt[2]) end
for _, index in ipairs(yes) do redis.call('HSET', KEYS[tonumber(index[1])], index[2], id) end
return 'OK'
