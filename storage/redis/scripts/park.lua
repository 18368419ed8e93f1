-- Keeps an event behind those of its record that are parked already. Repeating it
-- does nothing.
--
-- KEYS[1] counters       hash  parked
-- KEYS[2] parked         hash  event to "<number> <at> <sealed event>"
-- KEYS[3] parkedrecords  zset  records that have parked events
-- ARGV: record id, event, at, sealed event, how many others may be parked
--
-- Returns OK or FULL.
local id, event = ARGV[1], ARGV[2]
if redis.call('HEXISTS', KEYS[2], event) == 1 then return 'OK' end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then return 'FULL' end
local number = redis.call('HINCRBY', KEYS[1], 'parked', 1)
redis.call('HSET', KEYS[2], event, string.format('%.0f', number) .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[3], 0, id)
return 'OK'
