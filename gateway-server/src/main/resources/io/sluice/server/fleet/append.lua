-- Appends one record to a topic and publishes it, as publish.lua does for each of its topics.
-- to: log, head, channel, publish (the command), epoch (for a topic that has none), records, bytes, millis (what it retains),
--     headMillis. The record: kind, id, key or '', payload.
local function text(number)
  return string.format('%.0f', number)
end

local function nowMillis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function append(to, kind, id, key, payload)
  local log, head, now = to.log, to.head, nowMillis()
  local was = redis.call('HMGET', head, 'e', 'o', 'f', 'b', 'x')
  local epoch, offset, first = was[1], tonumber(was[2] or 0), tonumber(was[3] or 1)
  local held, expires = tonumber(was[4] or 0), tonumber(was[5] or 0)
  if not epoch then
    epoch = to.epoch
    redis.call('DEL', log)
  end
  if redis.call('EXISTS', log) == 0 then
    first, held, expires = offset + 1, 0, now + to.millis
  end

  offset = offset + 1
  local record = table.concat({'1', epoch, text(offset), text(now), kind, id, #key}, ' ') .. '\n' .. key .. payload
  redis.call('XADD', log, text(offset) .. '-0', 'r', record)
  held = held + #record

  -- What retention no longer covers, a bounded number of records at a time.
  for _ = 1, 64 do
    local full = offset - first + 1 > to.records or held > to.bytes
    if first == offset or (not full and now < expires) then
      break
    end
    local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    local gone = oldest[2][2]
    local goes = tonumber(string.match(gone, '^1 %S+ %d+ (%d+)')) + to.millis
    if not full and now < goes then
      expires = goes
      break
    end
    first = tonumber(string.match(oldest[1], '^%d+')) + 1
    held = held - #gone
    redis.call('XTRIM', log, 'MINID', text(first) .. '-0')
  end

  redis.call('HSET', head, 'e', epoch, 'o', text(offset), 'f', text(first), 'b', text(held), 'x', text(expires))
  redis.call('PEXPIRE', log, to.millis + 1000)
  redis.call('PEXPIRE', head, to.headMillis)
  redis.call(to.publish, to.channel, record)
end
