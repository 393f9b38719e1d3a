-- Renews the lease of a node.
-- KEYS: leases, nodes, pulse. ARGV: milliseconds until it is to end, milliseconds of a lease, what the node says of itself, its
-- incarnation, then earlier ones that are not retired yet.
-- Answers {'1'}, or {'0'} where the lease is lost: it ended and somebody began to sweep, or Redis lost it.
beat(KEYS[3], tonumber(ARGV[2]))
if not redis.call('ZSCORE', KEYS[1], ARGV[4]) then
  return {'0'}
end
local ends = text(now + tonumber(ARGV[1]))
redis.call('HSET', KEYS[2], ARGV[4], ARGV[3])
for i = 4, #ARGV do
  redis.call('ZADD', KEYS[1], 'XX', ends, ARGV[i])
end
return {'1'}
