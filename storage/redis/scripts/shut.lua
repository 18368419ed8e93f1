-- Shuts a budget until a story instant; it never opens sooner for that.
--
-- KEYS[1] shut  string  story ms
-- ARGV[1] until, story ms
--
-- Returns the instant that holds now.
local ends = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], string.format('%.0f', ends))
return ends
