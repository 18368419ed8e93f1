-- Looks for what is due in one partition and free of leases: lanes of several
-- queues, or wake-ups. It changes nothing.
--
-- KEYS[1] leased     zset  member by the Redis ms at which its lease runs out
-- KEYS[2...] queues  zset  member by the story ms at which it is due
-- ARGV[1] now, story ms
-- ARGV[2...] for each queue, how many at most
--
-- Returns for each queue {member, due, member, due...}, earliest first.
local time = clock()

local function due(queue, limit)
  if limit == 0 then return {} end
  -- No more than the leased ones can stand in the way.
  local rows = redis.call('ZRANGEBYSCORE', queue, '-inf', ARGV[1], 'WITHSCORES',
    'LIMIT', 0, limit + redis.call('ZCARD', KEYS[1]))
  local members = {}
  for i = 1, #rows, 2 do members[#members + 1] = rows[i] end
  local ends = leaseEnds(KEYS[1], members)
  local found = {}
  for i, member in ipairs(members) do
    if not ends[i] or tonumber(ends[i]) <= time then
      found[#found + 1] = member
      found[#found + 1] = rows[2 * i]
    end
    if #found == 2 * limit then break end
  end
  return found
end

local all = {}
for i = 2, #KEYS do
  all[i - 1] = due(KEYS[i], tonumber(ARGV[i]))
end
return all
