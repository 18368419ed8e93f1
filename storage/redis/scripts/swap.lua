-- Replaces a setting if it still is what the caller read. Repeating it does
-- nothing, and says so.
--
-- KEYS[1] setting  string
-- ARGV: old ('' none), new
--
-- Returns 1 if it was replaced, else 0.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
