-- Drops a parked event. Repeating it does nothing.
--
-- KEYS[1] parked         hash  event to parked event
-- KEYS[2] parkedrecords  zset  records that have parked events
-- ARGV: record id, event
unpark(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
return 1
