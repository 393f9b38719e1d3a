#!lua
-- Appends one record to a topic, and sends it to whoever listens. Shared by all scripts that publish; stands before them.
local function text(number)
  return string.format('%.0f', number)
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- topic: log, head and channel; what it retains: records, bytes and millis; newEpoch for a topic that has none, headMillis for
-- which its head is kept. record: kind, id, key or '', payload. Answers its position, "epoch:offset".
local function append(now, topic, record)
  local log, head = topic.log, topic.head
  local was = redis.call('HMGET', head, 'e', 'o', 'f', 'b', 'x')
  local epoch, offset, first = was[1], tonumber(was[2] or 0), tonumber(was[3] or 1)
  local held, expires = tonumber(was[4] or 0), tonumber(was[5] or 0)
  if not epoch then
    epoch = topic.newEpoch
    redis.call('DEL', log)
  end
  if redis.call('EXISTS', log) == 0 then
    first, held, expires = offset + 1, 0, now + topic.millis
  end

  offset = offset + 1
  local line = table.concat({'1', epoch, text(offset), text(now), record.kind, record.id, #record.key}, ' ')
  local bytes = line .. '\n' .. record.key .. record.payload
  redis.call('XADD', log, text(offset) .. '-0', 'r', bytes)
  held = held + #bytes

  -- What retention no longer covers, a bounded number of records at a time.
  for _ = 1, 64 do
    local full = offset - first + 1 > topic.records or held > topic.bytes
    if first == offset or (not full and now < expires) then
      break
    end
    local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    local gone = oldest[2][2]
    local goes = tonumber(string.match(gone, '^1 %S+ %d+ (%d+)')) + topic.millis
    if not full and now < goes then
      expires = goes
      break
    end
    first = tonumber(string.match(oldest[1], '^%d+')) + 1
    held = held - #gone
    redis.call('XTRIM', log, 'MINID', text(first) .. '-0')
  end

  redis.call('HSET', head, 'e', epoch, 'o', text(offset), 'f', text(first), 'b', text(held), 'x', text(expires))
  redis.call('PEXPIRE', log, topic.millis + 1000)
  redis.call('PEXPIRE', head, topic.headMillis)
  -- The record stands in the log: a message that cannot be sent is found missing, and must not have it published again.
  redis.pcall('SPUBLISH', topic.channel, bytes)
  return epoch .. ':' .. text(offset)
end

