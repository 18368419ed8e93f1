-- Takes or renews a named lease. Repeating it renews it.
--
-- KEYS[1] lease  hash  holder, until (Redis ms)
-- ARGV[1] holder
-- ARGV[2] ms
--
-- Returns 1 when the holder has it now, else 0.
local time = clock()
local has = redis.call('HMGET', KEYS[1], 'holder', 'until')
if has[1] and has[1] ~= ARGV[1] and tonumber(has[2]) > time then return 0 end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', time + tonumber(ARGV[2]))
return 1
