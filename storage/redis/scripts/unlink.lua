-- Takes a name away if it still leads to the record. Repeating it does nothing.
--
-- KEYS[1] link  string  record
-- ARGV[1] record
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
