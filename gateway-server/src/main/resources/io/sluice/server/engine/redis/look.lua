#!lua flags=no-writes,allow-oom
-- Nothing is written, for servers that refuse that at present. Stands before scripts that read.
local touches = false
