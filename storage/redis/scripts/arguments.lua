-- What scripts with a list of arguments have in common: they read ARGV one after
-- another.
local read = 0
local function arg()
  read = read + 1
  return ARGV[read]
end
local function number() return tonumber(arg()) end

