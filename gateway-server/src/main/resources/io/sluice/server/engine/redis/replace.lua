#!lua flags=allow-oom
-- Gives a topic another epoch, if it still has the one that was found wanting.
-- KEYS: log and head of the topic.
-- ARGV: that epoch, another, milliseconds for which a head is kept, the topic's channel.
-- Answers the epoch that the topic has now.
local epoch = redis.call('HGET', KEYS[2], 'e')
if epoch == ARGV[1] then
  epoch = ARGV[2]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'e', epoch, 'o', '0', 'f', '1', 'b', '0', 'x', '0')
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  redis.pcall('SPUBLISH', ARGV[4], '1 ' .. epoch)
end
return epoch or ''
