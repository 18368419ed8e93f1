-- Looks for what is due in one partition and free of leases: lanes or wake-ups.
-- It changes nothing.
--
-- KEYS[1] queue   zset  member by the story ms at which it is due
-- KEYS[2] leased  zset  member by the Redis ms at which its lease runs out
-- ARGV[1] now, story ms
-- ARGV[2] how many at most
--
-- Returns {member, due, member, due...}, earliest first.
local time = clock()
local limit = tonumber(ARGV[2])

-- No more than the leased ones can stand in the way.
local rows = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES',
  'LIMIT', 0, limit + redis.call('ZCARD', KEYS[2]))
local found = {}
for i = 1, #rows, 2 do
  if free(KEYS[2], rows[i], time) then
    found[#found + 1] = rows[i]
    found[#found + 1] = rows[i + 1]
  end
  if #found == 2 * limit then break end
end
return found
