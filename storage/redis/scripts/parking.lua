-- What the scripts about parked events have in common. It is put in front of
-- them.

-- Takes an event out of a record's parked ones, if it is there.
local function unpark(parked, parkedRecords, id, event)
  if redis.call('HDEL', parked, event) == 1 and redis.call('EXISTS', parked) == 0 then
    redis.call('ZREM', parkedRecords, id)
  end
end
