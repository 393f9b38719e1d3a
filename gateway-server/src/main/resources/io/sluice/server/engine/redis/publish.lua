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

local now = clock()
local record = {kind = ARGV[2], id = ARGV[3], key = ARGV[4], payload = ARGV[5]}
local answer = {record.id}
for i = 1, (#KEYS - 1) / 2 do
  local topic = {
    log = KEYS[2 * i], head = KEYS[2 * i + 1], channel = ARGV[4 * i + 4],
    records = tonumber(ARGV[4 * i + 5]), bytes = tonumber(ARGV[4 * i + 6]), millis = tonumber(ARGV[4 * i + 7]),
    newEpoch = ARGV[1], headMillis = ARGV[7],
  }
  answer[i + 1] = append(now, topic, record)
end

local joined = table.concat(answer, ' ')
redis.call('SET', KEYS[1], joined, 'PX', ARGV[6])
return joined
