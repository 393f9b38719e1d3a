#!lua flags=allow-oom
-- Heads may be made and kept. Stands before scripts that read.
local touches = true
