-- Lets the lease of a lane begin anew, for a send that takes long. Repeating it
-- does no harm.
--
-- KEYS[1..6]  see lanes.lua
-- KEYS[7..8]  queue (list), lane (hash)
-- ARGV: lane's name, entry, token, length of the lease in ms
--
-- Returns OK or LOST.
local lane = {name = ARGV[1], queue = KEYS[7], state = KEYS[8]}
if not held(lane, ARGV[2], ARGV[3]) then return 'LOST' end

redis.call('ZADD', leased, clock() + tonumber(ARGV[4]), lane.name)
return 'OK'
