-- Leases those of the named lanes of one partition that are still due and free.
--
-- KEYS[1..3]  see lanes.lua
-- then for each lane: queue (list), lane (hash), receipts (hash)
-- ARGV[1] now, story ms
-- ARGV[2] lease, ms
-- ARGV[3...] names of the lanes
--
-- Returns the claims.
local now, time, lease = tonumber(ARGV[1]), clock(), tonumber(ARGV[2])
local claims = {}
for i = 1, #ARGV - 2 do
  local lane = {name = ARGV[2 + i], queue = KEYS[1 + 3 * i], state = KEYS[2 + 3 * i], receipts = KEYS[3 + 3 * i]}
  local due = redis.call('ZSCORE', ready, lane.name)
  if due and tonumber(due) <= now and free(leased, lane.name, time) then
    claims[#claims + 1] = grant(lane, time, lease)
  end
end
return claims
