-- Renews the lease of a node; or, for one that resigns, has it end no later than it would, and names it no more.
-- KEYS: leases, nodes, pulse. ARGV: milliseconds until it is to end, milliseconds of a lease, what the node says of itself or ''
-- where it resigns, its incarnation, then earlier ones that are not retired yet.
-- Answers {'1'}, or {'0'} where the lease is lost: it ended and somebody began to sweep, or Redis lost it.
beat(KEYS[3], tonumber(ARGV[2]))
if not redis.call('ZSCORE', KEYS[1], ARGV[4]) then
  return {'0'}
end
local ends = text(now + tonumber(ARGV[1]))
local resigns = ARGV[3] == ''
if resigns then
  redis.call('HDEL', KEYS[2], ARGV[4])
else
  redis.call('HSET', KEYS[2], ARGV[4], ARGV[3])
end
for i = 4, #ARGV do
  if not resigns or tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or 0) > tonumber(ends) then
    redis.call('ZADD', KEYS[1], 'XX', ends, ARGV[i])
  end
end
return {'1'}
