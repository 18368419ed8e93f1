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
local ids = {}
for i = 3, #ARGV do ids[i - 2] = ARGV[i] end
local dues, held = scores(KEYS[1], ids), leaseEnds(KEYS[2], ids)
local ends = string.format('%.0f', time + lease)
local woken, leases = {}, {}
for i, id in ipairs(ids) do
  local due = dues[i]
  if due and tonumber(due) <= now and (not held[i] or tonumber(held[i]) <= time) then
    leases[#leases + 1] = ends
    leases[#leases + 1] = id
    woken[#woken + 1] = id
    woken[#woken + 1] = due
  end
end
for i = 1, #leases, 2 * atOnce do
  redis.call('ZADD', KEYS[2], unpack(leases, i, math.min(i + 2 * atOnce - 1, #leases)))
end
return woken
