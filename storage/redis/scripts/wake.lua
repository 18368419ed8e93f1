-- Leases those of the named wake-ups of one partition that are still due and
-- free.
--
-- KEYS[1] wakes       zset  record by the story ms of its wake-up
-- KEYS[2] wakeleased  zset  record by the Redis ms at which its lease runs out
-- ARGV[1] now, story ms
-- ARGV[2] lease, ms
-- ARGV[3...] ids of the records
--
-- Returns {id, due, id, due...}.
local now, time, lease = tonumber(ARGV[1]), clock(), tonumber(ARGV[2])
local woken = {}
for i = 3, #ARGV do
  local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if due and tonumber(due) <= now and free(KEYS[2], ARGV[i], time) then
    redis.call('ZADD', KEYS[2], time + lease, ARGV[i])
    woken[#woken + 1] = ARGV[i]
    woken[#woken + 1] = due
  end
end
return woken
