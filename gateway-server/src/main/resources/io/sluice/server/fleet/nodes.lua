-- The living nodes.
-- KEYS: leases, nodes. Answers {incarnation, what it says of itself, …}.
local found = {}
for _, incarnation in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(now), '+inf')) do
  local said = redis.call('HGET', KEYS[2], incarnation)
  if said then
    found[#found + 1] = incarnation
    found[#found + 1] = said
  end
end
return found
