#!lua flags=allow-oom
-- Time as Redis has it, and a note that a lease was renewed. Each node renews its own every third of it. Where nobody renewed one
-- for a twelfth longer, it was Redis that was away: then nobody is taken for dead until all had the time of two leases to come
-- back. To wait for a whole lease would be too late: by then those end that were renewed first.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function text(number)
  return string.format('%.0f', number)
end

local function holdAfterPause(pulse, lease)
  local last = tonumber(redis.call('HGET', pulse, 'last') or 0)
  if now - last > lease * 5 / 12 then
    redis.call('HSET', pulse, 'hold', text(now + 2 * lease))
  end
end

local function beat(pulse, lease)
  holdAfterPause(pulse, lease)
  redis.call('HSET', pulse, 'last', text(now))
end
