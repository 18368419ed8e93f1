-- Gives up the lease of a lane and leaves its entries as they are. Repeating it
-- is refused as LOST.
--
-- KEYS[1..3]   see lanes.lua
-- KEYS[4..5] queue (list), lane (hash)
-- ARGV: lane's name, entry, token, not before, unknown (1 or 0)
--
-- Returns OK or LOST.
local lane = {name = ARGV[1], queue = KEYS[4], state = KEYS[5]}
if not holds(lane, ARGV[2], ARGV[3]) then return 'LOST' end

if ARGV[5] == '0' then
  redis.call('HINCRBY', lane.state, 'tries', 1)
elseif not unpackEntry(redis.call('LINDEX', lane.queue, 0)).repeatable then
  redis.call('HINCRBY', lane.state, 'unknowns', 1)
end
redis.call('HDEL', lane.state, 'token')
redis.call('ZREM', leased, lane.name)

local due = tonumber(redis.call('ZSCORE', ready, lane.name))
redis.call('ZADD', ready, math.max(due, tonumber(ARGV[4])), lane.name)
return 'OK'
