-- Notes that a topic is swept, keeps the claim, and says what is to be swept next.
-- KEYS: dead, topics of the incarnation. ARGV: the incarnation, milliseconds that a claim lasts, the topic that is done or ''.
-- Answers {topic}, or {} where all is done.
if ARGV[3] ~= '' then
  redis.call('SREM', KEYS[2], ARGV[3])
end
local topic = redis.call('SRANDMEMBER', KEYS[2])
if not topic then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {}
end
redis.call('ZADD', KEYS[1], 'XX', text(now + tonumber(ARGV[2])), ARGV[1])
return {topic}
