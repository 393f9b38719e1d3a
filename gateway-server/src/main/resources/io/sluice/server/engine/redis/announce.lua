#!lua
-- Sends an empty message, and fails where that may not be done: publications go on without.
-- KEYS: the log of the topic. ARGV: its channel.
return tostring(redis.call('SPUBLISH', ARGV[1], ''))
