-- Publishes one record to each of some topics: all of them or none, since a script is one step.
-- KEYS: the id, then log and head of each topic.
-- ARGV: an epoch for topics that have none, kind, id, key or '', payload, milliseconds for which the id is known,
--       milliseconds for which a head is kept, then for each topic: channel, most records, most bytes, most milliseconds.
-- Answers the id of the record that stands there now, and its positions, "epoch:offset", all with blanks between: another
-- record's where that came before under the same id.
local known = redis.call('GET', KEYS[1])
if known then
  return known
end

local function text(number)
  return string.format('%.0f', number)
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local kind, id, key, payload = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local positions = {}

for i = 1, (#KEYS - 1) / 2 do
  local log, head = KEYS[2 * i], KEYS[2 * i + 1]
  local channel, records = ARGV[4 * i + 4], tonumber(ARGV[4 * i + 5])
  local bytes, millis = tonumber(ARGV[4 * i + 6]), tonumber(ARGV[4 * i + 7])
  local was = redis.call('HMGET', head, 'e', 'o', 'f', 'b', 'x')
  local epoch, offset, first = was[1], tonumber(was[2] or 0), tonumber(was[3] or 1)
  local held, expires = tonumber(was[4] or 0), tonumber(was[5] or 0)
  if not epoch then
    epoch = ARGV[1]
    redis.call('DEL', log)
  end
  if redis.call('EXISTS', log) == 0 then
    first, held, expires = offset + 1, 0, now + millis
  end

  offset = offset + 1
  local record = table.concat({'1', epoch, text(offset), text(now), kind, id, #key}, ' ') .. '\n' .. key .. payload
  redis.call('XADD', log, text(offset) .. '-0', 'r', record)
  held = held + #record

  -- What retention no longer covers, a bounded number of records at a time.
  for _ = 1, 64 do
    local full = offset - first + 1 > records or held > bytes
    if first == offset or (not full and now < expires) then
      break
    end
    local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    local gone = oldest[2][2]
    local goes = tonumber(string.match(gone, '^1 %S+ %d+ (%d+)')) + millis
    if not full and now < goes then
      expires = goes
      break
    end
    first = tonumber(string.match(oldest[1], '^%d+')) + 1
    held = held - #gone
    redis.call('XTRIM', log, 'MINID', text(first) .. '-0')
  end

  redis.call('HSET', head, 'e', epoch, 'o', text(offset), 'f', text(first), 'b', text(held), 'x', text(expires))
  redis.call('PEXPIRE', log, millis + 1000)
  redis.call('PEXPIRE', head, ARGV[7])
  redis.call('PUBLISH', channel, record)
  positions[i] = epoch .. ':' .. text(offset)
end

local answer = id .. ' ' .. table.concat(positions, ' ')
redis.call('SET', KEYS[1], answer, 'PX', ARGV[6])
return answer
