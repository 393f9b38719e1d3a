-- Gives an incarnation of a node its lease and its number, unless another living one has the number.
-- KEYS: leases (sorted set of incarnations by their end), nodes (hash of what they say of themselves), numbers (hash), pulse.
-- ARGV: incarnation, number, milliseconds, what it says of itself, the incarnation before or ''.
-- The one before is no node any more, but keeps its lease until it is retired.
-- Answers {'1'}, or {'0'} where the number is taken.
local other = redis.call('HGET', KEYS[3], ARGV[2])
if other and other ~= ARGV[1] and other ~= ARGV[5] then
  local ends = redis.call('ZSCORE', KEYS[1], other)
  if ends and tonumber(ends) > now then
    return {'0'}
  end
end
beat(KEYS[4], tonumber(ARGV[3]))
local ends = text(now + tonumber(ARGV[3]))
redis.call('HSET', KEYS[3], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
redis.call('ZADD', KEYS[1], ends, ARGV[1])
if ARGV[5] ~= '' then
  redis.call('HDEL', KEYS[2], ARGV[5])
  redis.call('ZADD', KEYS[1], 'XX', ends, ARGV[5])
end
return {'1'}
