#!lua flags=no-writes
-- All nodes but those that were found dead or resigned. Whether a lease has ended does not matter: where it could not be renewed,
-- the node is there all the same.
-- KEYS: nodes. Answers {incarnation, what it says of itself, …}.
local found = {}
local cursor = '0'
repeat
  local page = redis.call('HSCAN', KEYS[1], cursor, 'COUNT', 512)
  for _, text in ipairs(page[2]) do
    found[#found + 1] = text
  end
  cursor = page[1]
until cursor == '0'
return found
