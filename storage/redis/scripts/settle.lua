-- Removes the head of a lane after it was delivered or given up. Repeating it
-- is refused as LOST.
--
-- KEYS[1..3]   see lanes.lua
-- KEYS[4..6] queue (list), lane (hash), receipts (hash)
-- ARGV: lane's name, entry, token, receipt, not before, now, lease
--
-- Returns {status, claim}: OK or LOST; no claim when the lane is empty or held
-- back.
local lane = {name = ARGV[1], queue = KEYS[4], state = KEYS[5], receipts = KEYS[6]}
if not holds(lane, ARGV[2], ARGV[3]) then return {'LOST'} end
return {'OK', finish(lane, ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), clock(), tonumber(ARGV[7]))}
