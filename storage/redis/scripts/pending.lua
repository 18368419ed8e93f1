-- Says what one partition still has to do. It changes nothing.
--
-- KEYS[1]     counters    hash  entries
-- KEYS[2]     leased      zset  lane by Redis ms
-- KEYS[3..7]  queues      zset  lane by story ms
-- KEYS[8]     wakes       zset  record by story ms
-- KEYS[9]     wakeleased  zset  record by Redis ms
--
-- Returns {entries, in flight, next wake-up, and of each queue: its lanes, its
-- next entry}: in story ms, '' for none.
local time = clock()

local function inFlight(leased)
  return redis.call('ZCOUNT', leased, '(' .. string.format('%.0f', time), '+inf')
end

-- The earliest member that nobody holds: no more than the leased ones can stand
-- before it.
local function first(queue, leased)
  local rows = redis.call('ZRANGE', queue, 0, redis.call('ZCARD', leased), 'WITHSCORES')
  for i = 1, #rows, 2 do
    if free(leased, rows[i], time) then return rows[i + 1] end
  end
  return ''
end

return {
  tonumber(redis.call('HGET', KEYS[1], 'entries') or 0),
  inFlight(KEYS[2]) + inFlight(KEYS[9]),
  first(KEYS[8], KEYS[9]),
  redis.call('ZCARD', KEYS[3]), first(KEYS[3], KEYS[2]),
  redis.call('ZCARD', KEYS[4]), first(KEYS[4], KEYS[2]),
  redis.call('ZCARD', KEYS[5]), first(KEYS[5], KEYS[2]),
  redis.call('ZCARD', KEYS[6]), first(KEYS[6], KEYS[2]),
  redis.call('ZCARD', KEYS[7]), first(KEYS[7], KEYS[2]),
}
