-- Removes the head of a lane after it was delivered or given up. Repeating it
-- is refused as LOST.
--
-- KEYS[1..7]  see lanes.lua
-- KEYS[8..10]  queue (list), lane (hash), receipts (hash)
-- ARGV: lane's name, entry, token, then as told in lanes.lua
--
-- Returns {status, claims}: OK or LOST; no claim when the lane is empty or held
-- back.
local lane = {name = ARGV[1], queue = KEYS[8], state = KEYS[9], receipts = KEYS[10]}
local was = held(lane, ARGV[2], ARGV[3])
if not was then return {'LOST'} end

local done = told(4)
-- What frees memory comes first: once it has written, a script goes on also when
-- there is none left.
local queue, due = pop(lane, was, done)
redis.call('HINCRBY', counters, 'entries', -1)
if not queue or due > done.now then return {'OK', {}} end
return {'OK', {grantNew(lane, queue, was.next, clock(), done.lease)}}
