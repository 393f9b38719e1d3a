-- Finds an incarnation to sweep: one whose lease has ended, or whose sweeper was not heard of for as long as its claim.
-- KEYS: leases, nodes, numbers, dead (sorted set of incarnations by the end of the claim on each), pulse.
-- ARGV: milliseconds that a claim lasts, and a lease.
-- Answers {incarnation}, which is claimed, or {} where there is none.
holdAfterPause(KEYS[5], tonumber(ARGV[2]))
local ended = {}
if now >= tonumber(redis.call('HGET', KEYS[5], 'hold') or 0) then
  ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 16)
end
for _, incarnation in ipairs(ended) do
  local number = string.match(incarnation, '^%d+')
  if redis.call('HGET', KEYS[3], number) == incarnation then
    redis.call('HDEL', KEYS[3], number)
  end
  redis.call('ZREM', KEYS[1], incarnation)
  redis.call('HDEL', KEYS[2], incarnation)
  redis.call('ZADD', KEYS[4], 'NX', 0, incarnation)
end
local dead = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, 1)
if dead[1] then
  redis.call('ZADD', KEYS[4], text(now + tonumber(ARGV[1])), dead[1])
end
return dead
