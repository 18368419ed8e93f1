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
