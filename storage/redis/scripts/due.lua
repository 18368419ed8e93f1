-- Looks for what is due in one partition and free of leases: lanes of several
-- queues, or wake-ups. It changes nothing.
--
-- KEYS[1] leased     zset  member by the Redis ms at which its lease runs out
-- KEYS[2...] queues  zset  member by the story ms at which it is due
-- ARGV[1] now, story ms
-- ARGV[2...] for each queue, how many at most
--
-- Returns for each queue {member, due, member, due...}, earliest first.
local time = clock()
local all = {}
for i = 2, #KEYS do
  all[i - 1] = dueAndFree(KEYS[i], KEYS[1], ARGV[1], tonumber(ARGV[i]), time)
end
return all
