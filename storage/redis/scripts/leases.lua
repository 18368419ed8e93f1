-- Lease time, which is Redis's own. It is put in front of the scripts that
-- need it.

local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Whether nobody holds the member of a zset of leases, whose scores say when
-- they run out. A lease that ran out holds nothing.
local function free(leases, member, time)
  local ends = redis.call('ZSCORE', leases, member)
  return not ends or tonumber(ends) <= time
end

-- Scores of many members of a zset, in their order; false for one it lacks.
-- Lua passes only so many arguments at a time.
local atOnce = 1000

local function scores(key, members)
  local found = {}
  for i = 1, #members, atOnce do
    local last = math.min(i + atOnce - 1, #members)
    for _, score in ipairs(redis.call('ZMSCORE', key, unpack(members, i, last))) do
      found[#found + 1] = score
    end
  end
  return found
end

-- What is due in a queue and free of leases, earliest first and so many at most:
-- {member, due, member, due...}.
local function dueAndFree(queue, leases, now, limit, time)
  if limit == 0 then return {} end
  -- No more than the leased ones can stand in the way.
  local held = redis.call('ZCARD', leases)
  local rows = redis.call('ZRANGEBYSCORE', queue, '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit + held)
  if held == 0 then return rows end
  local members = {}
  for i = 1, #rows, 2 do members[#members + 1] = rows[i] end
  local ends = scores(leases, members)
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
