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

-- Likewise, when the leases of many members run out. As a rule nobody holds any.
local function leaseEnds(leases, members)
  if redis.call('EXISTS', leases) == 0 then return {} end
  return scores(leases, members)
end
