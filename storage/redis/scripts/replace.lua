-- Puts other bytes where sealed ones stand, if they still stand there. Repeating
-- it does nothing.
--
-- KEYS[1..7]       see lanes.lua
-- KEYS[8] record   hash    data
-- KEYS[9] journal  stream  <version>-0: at, data
-- KEYS[10] parked  hash    event to "<number> <at> <sealed event>"
-- KEYS[11] board   hash    record to what lists show of it
-- then for each side: queue (list)
-- ARGV, for each swap: number of its key in KEYS, name, old, new
--   The name is that of a journal line, an entry or an event, or on the board of
--   the record; of a record: data.
--
-- Returns how many were done.
local record, journal, parked, board = KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local done, lines = 0, {}

-- Returns a packed value with new instead of old behind its head, or nil if
-- something else stands there.
local function swapped(packed, start, old, new)
  if string.sub(packed, start) ~= old then return nil end
  done = done + 1
  return string.sub(packed, 1, start - 1) .. new
end

local function inEntry(queue, name, old, new)
  for i, packed in ipairs(redis.call('LRANGE', queue, 0, -1)) do
    local entry = unpackEntry(packed)
    if entry.id == name then
      local value = swapped(packed, entry.body, old, new)
      if value then redis.call('LSET', queue, i - 1, value) end
      return
    end
  end
end

local function inHash(key, name, pattern, old, new)
  local packed = redis.call('HGET', key, name)
  if not packed then return end
  local value = swapped(packed, string.match(packed, pattern), old, new)
  if value then redis.call('HSET', key, name, value) end
end

for i = 1, #ARGV, 4 do
  local key, name, old, new = KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if key == record then
    inHash(record, 'data', '^()', old, new)
  elseif key == journal then
    lines[#lines + 1] = {name = name, old = old, new = new}
  elseif key == board then
    inHash(board, name, '^()', old, new)
  elseif key == parked then
    inHash(parked, name, '^%d+ %-?%d+ ()', old, new)
  else
    inEntry(key, name, old, new)
  end
end
if #lines == 0 then return done end

-- A line of a stream cannot be changed, so the whole journal is written anew,
-- with the numbers that its lines have, if any of them does change.
local all, at, before = redis.call('XRANGE', journal, '-', '+'), {}, done
for i, line in ipairs(all) do at[line[1]] = i end
for _, swap in ipairs(lines) do
  local fields = at[swap.name] and all[at[swap.name]][2]
  for f = 1, fields and #fields or 0, 2 do
    if fields[f] == 'data' then fields[f + 1] = swapped(fields[f + 1], 1, swap.old, swap.new) or fields[f + 1] end
  end
end
if done > before then
  redis.call('DEL', journal)
  for _, line in ipairs(all) do redis.call('XADD', journal, line[1], unpack(line[2])) end
end
return done
