-- Reads a record, and whether an event was committed to it.
--
-- KEYS[1] record  hash  version, data
-- KEYS[2] seen    zset  event by the Redis second after its commit
-- KEYS[3] parked  hash  event to parked event
-- ARGV[1] event; empty: none
-- ARGV[2] ms for which a mark counts
--
-- Returns {version, data, seen, parked}: version '0' for a record never
-- committed, seen and parked 1 or 0.
local row = redis.call('HMGET', KEYS[1], 'version', 'data')
local mark = ARGV[1] ~= '' and redis.call('ZSCORE', KEYS[2], ARGV[1])
local seen = mark and tonumber(mark) * 1000 > clock() - tonumber(ARGV[2])
return {row[1] or '0', row[2] or '', seen and 1 or 0, redis.call('EXISTS', KEYS[3])}
