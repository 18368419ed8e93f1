-- Gives up the lease of a lane and leaves its entries as they are. Repeating it
-- is refused as LOST.
--
-- KEYS[1..7]  see lanes.lua
-- KEYS[8..9]  queue (list), lane (hash)
-- ARGV: lane's name, entry, token, not before, what is counted (tries, unknowns
-- or nothing)
--
-- Returns OK or LOST.
local lane = {name = ARGV[1], queue = KEYS[8], state = KEYS[9]}
local was = held(lane, ARGV[2], ARGV[3])
if not was then return 'LOST' end

local counted = ARGV[5]
if counted == 'unknowns' and was.head.repeatable then counted = '' end
if counted ~= '' then redis.call('HINCRBY', lane.state, counted, 1) end
redis.call('HDEL', lane.state, 'token')
redis.call('ZREM', leased, lane.name)

local queue, due = place(lane)
redis.call('ZADD', queues[queue], math.max(due, tonumber(ARGV[4])), lane.name)
return 'OK'
