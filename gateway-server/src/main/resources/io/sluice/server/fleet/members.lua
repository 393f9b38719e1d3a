-- Who is on a topic: a hash of identities, each with a line per incarnation of a node that it is on: the incarnation, a blank,
-- and what an event says of it (a part of a JSON object).
-- KEYS of those who use it: roster, log, head. ARGV from 1 on: channel, an epoch, most records, most bytes, most milliseconds,
-- milliseconds for which a head is kept, the beginning of record ids, time of the event.
local roster = KEYS[1]
local to = {
  log = KEYS[2], head = KEYS[3], channel = ARGV[1], newEpoch = ARGV[2],
  records = tonumber(ARGV[3]), bytes = tonumber(ARGV[4]), millis = tonumber(ARGV[5]), headMillis = tonumber(ARGV[6])
}
local told = 0

local function tell(event, who)
  told = told + 1
  local payload = '{"event":"' .. event .. '",' .. who .. ',"at":"' .. ARGV[8] .. '"}'
  append(clock(), to, {kind = '1', id = ARGV[7] .. '-' .. text(told), key = '', payload = payload})
end

-- The lines without that of an incarnation, and what that one said; nil where there was none.
local function without(lines, incarnation)
  local kept, who = {}, nil
  for line in string.gmatch(lines, '[^\n]+') do
    local blank = string.find(line, ' ', 1, true)
    if string.sub(line, 1, blank - 1) == incarnation then
      who = string.sub(line, blank + 1)
    else
      kept[#kept + 1] = line
    end
  end
  return table.concat(kept, '\n'), who
end

-- Takes an incarnation off an identity; tells a leave where it is on no other.
local function leave(identity, lines, incarnation)
  local kept, who = without(lines, incarnation)
  if not who then
    return
  elseif kept == '' then
    redis.call('HDEL', roster, identity)
    tell('leave', who)
  else
    redis.call('HSET', roster, identity, kept)
  end
end
