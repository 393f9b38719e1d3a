#!lua flags=allow-oom
-- Has an incarnation swept that a living node has replaced.
-- KEYS: leases, topics of the incarnation, dead. ARGV: the incarnation, '1' with the last part, topics in whose rosters it may
-- stand.
-- Answers {}.
if #ARGV > 2 then
  redis.call('SADD', KEYS[2], unpack(ARGV, 3))
end
if ARGV[2] == '1' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('ZADD', KEYS[3], 'NX', 0, ARGV[1])
end
return {}
