-- Says where some topics stand, and keeps their heads.
-- KEYS: heads. ARGV: milliseconds for which a head is kept, and for which one that nothing was published to.
-- Answers "epoch:offset" for each, '' for one that is not there.
local heads = {}
for i, head in ipairs(KEYS) do
  local was = redis.call('HMGET', head, 'e', 'o')
  heads[i] = was[1] and was[1] .. ':' .. was[2] or ''
  if touches then
    redis.call('PEXPIRE', head, was[2] and was[2] ~= '0' and ARGV[1] or ARGV[2], 'GT')
  end
end
return heads
