#!lua
-- Writes something and sends it, as a publication would be: where that is refused, so are publications.
-- KEYS: of the process alone. ARGV: its channel, a token, milliseconds for which the key is kept.
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SPUBLISH', ARGV[1], ARGV[2])
return ARGV[2]
