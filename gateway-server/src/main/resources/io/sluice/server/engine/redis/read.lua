-- Reads a topic from a position on, and says whether that position still stands in it.
-- KEYS: log and head of the topic.
-- ARGV: an epoch for a topic that has none, milliseconds for which a head is kept, the epoch, offset and id of the record
--       that is known, or '' for none, most records, most bytes, milliseconds for a head that nothing was published to.
-- Answers a verdict, the epoch, the offset of the head, the offset before the first record, and records.
-- Verdicts: begin (nothing was known, or of another epoch), same, overrun (retention has passed what was known), and lost
-- (what was known is not what stands there).
local function text(number)
  return string.format('%.0f', number)
end

local was = redis.call('HMGET', KEYS[2], 'e', 'o', 'f')
local epoch, head, first = was[1], tonumber(was[2] or 0), tonumber(was[3] or 1)
if not epoch then
  if not touches then
    return redis.error_reply('ERR a topic without a head, and none can be made')
  end
  epoch = ARGV[1]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'e', epoch, 'o', '0', 'f', '1', 'b', '0', 'x', '0')
  redis.call('PEXPIRE', KEYS[2], ARGV[8])
end
if touches then
  redis.call('PEXPIRE', KEYS[2], head > 0 and ARGV[2] or ARGV[8], 'GT')
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  first = head + 1
end

local verdict, after = 'begin', first - 1
if ARGV[3] == epoch then
  local known = tonumber(ARGV[4])
  verdict = 'same'
  if known > head then
    return {'lost', epoch, text(head), text(after), {}}
  elseif known >= first and ARGV[5] ~= '' then
    local stands = redis.call('XRANGE', KEYS[1], text(known) .. '-0', text(known) .. '-0')[1]
    local id = stands and string.match(stands[2][2], '^1 %S+ %d+ %d+ %d+ (%S+)')
    if id ~= ARGV[5] then
      return {'lost', epoch, text(head), text(after), {}}
    end
  elseif known + 1 < first then
    verdict = 'overrun'
  end
  after = math.max(known, after)
end

local records, bytes = {}, 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], text(after + 1) .. '-0', '+', 'COUNT', ARGV[6])) do
  local record = entry[2][2]
  bytes = bytes + #record
  if #records > 0 and bytes > tonumber(ARGV[7]) then
    break
  end
  records[#records + 1] = record
end
return {verdict, epoch, text(head), text(after), records}
