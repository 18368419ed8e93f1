-- Leases those of the named lanes of one partition that are still due and free.
--
-- KEYS[1..7]  see lanes.lua
-- then for each lane: queue (list), lane (hash), receipts (hash)
-- ARGV[1] now, story ms
-- ARGV[2] lease, ms
-- ARGV[3...] names of the lanes
--
-- Returns the claims.
local now, time, lease = tonumber(ARGV[1]), clock(), tonumber(ARGV[2])
local claims = {}
for i = 1, #ARGV - 2 do
  local lane = {name = ARGV[2 + i], queue = KEYS[5 + 3 * i], state = KEYS[6 + 3 * i], receipts = KEYS[7 + 3 * i]}
  local queue, due = place(lane)
  if queue and due <= now then
    claims[#claims + 1] = grantFree(lane, queue, time, lease)
  end
end
return claims
