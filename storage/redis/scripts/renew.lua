-- Lets the lease of a lane begin anew, for a send that takes long. Repeating it
-- does no harm.
--
-- KEYS[1..7]  see lanes.lua
-- KEYS[8..9]  queue (list), lane (hash)
-- ARGV: lane's name, entry, token, length of the lease in ms
--
-- Returns OK or LOST.
local lane = {name = ARGV[1], queue = KEYS[8], state = KEYS[9]}
if not held(lane, ARGV[2], ARGV[3]) then return 'LOST' end

redis.call('ZADD', leased, clock() + tonumber(ARGV[4]), lane.name)
return 'OK'
