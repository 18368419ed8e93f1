-- Books a place in a budget, or says when there is one.
--
-- KEYS[1] sends  list    story ms of the latest sends, booked ones included
-- KEYS[2] shut   string  story ms until which the budget is shut
-- ARGV[1] now, story ms
-- ARGV[2] patience, ms
-- ARGV[3] ms by which the last send may lie ahead, unless the clock was set back
-- ARGV[4] how many sends to remember; 0: none is counted
-- ARGV[5...] for each rate: how many, in how many ms
--
-- Returns {1 or 0, at}: whether it was booked, and the story ms of the place.
-- Repeating it books another place.
local now, patience, ahead, memory = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local at = math.max(now, tonumber(redis.call('GET', KEYS[2]) or now))
local last = tonumber(redis.call('LINDEX', KEYS[1], -1))
if last and last > at + ahead then
  redis.call('DEL', KEYS[1])
  last = nil
end
for i = 5, #ARGV, 2 do
  local first = tonumber(redis.call('LINDEX', KEYS[1], -tonumber(ARGV[i])))
  at = math.max(at, last or at, first and first + tonumber(ARGV[i + 1]) or at)
end
if at > now + patience then return {0, at} end
if memory > 0 then
  redis.call('RPUSH', KEYS[1], at)
  redis.call('LTRIM', KEYS[1], -memory, -1)
end
return {1, at}
