-- Notes that somebody came to this node, or left it, and tells it where that changes whether it is on the topic.
-- KEYS and the first ARGV: as in members.lua. Then: join or leave, the identity, the incarnation of the node, what events say of
-- it, most members.
-- Answers {outcome}: told, same (nothing to tell), full (more members than allowed: not noted).
local change, identity, incarnation, who = ARGV[9], ARGV[10], ARGV[11], ARGV[12]
local lines = redis.call('HGET', roster, identity)
if change == 'leave' then
  if lines then
    leave(identity, lines, incarnation)
  end
elseif not lines then
  if redis.call('HLEN', roster) >= tonumber(ARGV[13]) then
    return {'full'}
  end
  redis.call('HSET', roster, identity, incarnation .. ' ' .. who)
  tell('join', who)
else
  local kept = without(lines, incarnation)
  redis.call('HSET', roster, identity, (kept == '' and '' or kept .. '\n') .. incarnation .. ' ' .. who)
end
return {told > 0 and 'told' or 'same'}
