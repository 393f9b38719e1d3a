#!lua flags=allow-oom
-- Notes in which rosters a node stands, so that it can be swept when it is gone; before it stands there, and after it did.
-- KEYS: leases, topics of the incarnation. ARGV: its incarnation, SADD or SREM, topics.
-- Answers {'1'}, or {'0'} where the lease is lost.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return {'0'}
end
redis.call(ARGV[2], KEYS[2], unpack(ARGV, 3))
return {'1'}
