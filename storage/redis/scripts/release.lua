-- Gives up a named lease if the holder has it. Repeating it does nothing.
--
-- KEYS[1] lease  hash  holder, until (Redis ms)
-- ARGV[1] holder
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
