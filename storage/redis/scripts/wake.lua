-- Leases the first wake-ups of one partition that are due and free.
--
-- KEYS[1] wakes       zset  record by the story ms of its wake-up
-- KEYS[2] wakeleased  zset  record by the Redis ms at which its lease runs out
-- ARGV[1] now, story ms
-- ARGV[2] lease, ms
-- ARGV[3] how many at most
--
-- Returns {id, due, id, due...}, earliest first.
local time = clock()
local woken = dueAndFree(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[3]), time)
local ends = string.format('%.0f', time + tonumber(ARGV[2]))
local leases = {}
for i = 1, #woken, 2 do
  leases[i], leases[i + 1] = ends, woken[i]
end
for i = 1, #leases, 2 * atOnce do
  redis.call('ZADD', KEYS[2], unpack(leases, i, math.min(i + 2 * atOnce - 1, #leases)))
end
return woken
