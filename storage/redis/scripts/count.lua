-- Counts the wake-ups of one partition that are due, leased or not. It changes
-- nothing.
--
-- KEYS[1] wakes  zset  record by the story ms of its wake-up
-- ARGV[1] now, story ms
return redis.call('ZCOUNT', KEYS[1], '-inf', ARGV[1])
