-- Takes a dead incarnation off a part of a roster, and tells who is gone with it.
-- KEYS and the first ARGV: as in members.lua. Then: the incarnation, a cursor, about how many members to look at.
-- Answers {the next cursor, '0' at the end; how many left}.
local page = redis.call('HSCAN', roster, ARGV[10], 'COUNT', ARGV[11])
for i = 1, #page[2], 2 do
  leave(page[2][i], page[2][i + 1], ARGV[9])
end
return {page[1], text(told)}
