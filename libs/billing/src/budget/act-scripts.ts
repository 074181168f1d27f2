import { PRELUDE, Script } from './script';

/**
 * KEYS run, expiry, counters. ARGV id, estimate, the run's limit, reservation ms, keep ms, limits of
 * the counters. Answers `ok`, `unknown` with the place of what is (0 = run), or `refused` with the
 * place of the limit, what was spent and what was reserved.
 */
export const reserveScript = new Script(/* lua */ `${PRELUDE}
local id, estimate = ARGV[1], ARGV[2]
if not known(run) then return {'unknown', 0} end
for index = 3, #KEYS do
  if not known(KEYS[index]) then return {'unknown', index - 2} end
end
local kind = act(id)
if kind then return {'ok'} end
-- Whoever comes clears away what nobody settled, whichever run it was of.
for _, old in ipairs(redis.call('ZRANGEBYSCORE', expiry, '-inf', now(), 'LIMIT', 0, 20)) do
  local key, each = string.match(old, '^(%S+) (.*)$')
  local was, amount, held = act(each, key)
  local leased = string.sub(each, 1, 6) == 'lease:'
  if was == 'r' then
    release(held, amount, leased)
    if known(key) then take(key, 'reserved', amount) end
    if leased then
      -- Acts under it are settled by their own ids.
      redis.call('HDEL', key, 'a:' .. each)
    else
      if known(key) then add(key, 'spent', amount) end
      for _, counter in ipairs(held) do if known(counter) then add(counter, 'spent', amount) end end
      set(each, 'e', amount, held, key)
    end
  end
  redis.call('ZREM', expiry, old)
end
local function check(key, limit, place)
  local spent, reserved = number(key, 'spent'), number(key, 'reserved')
  if spent + reserved + tonumber(estimate) > tonumber(limit) then
    return {'refused', place, text(spent), text(reserved)}
  end
end
local no = check(run, ARGV[3], 0)
if no then return no end
for index = 3, #KEYS do
  no = check(KEYS[index], ARGV[index + 3], index - 2)
  if no then return no end
end
add(run, 'reserved', estimate)
local held = counters()
for _, counter in ipairs(held) do add(counter, 'reserved', estimate) end
set(id, 'r', estimate, held)
expire(ARGV[4], id)
keep(ARGV[5])
return {'ok'}
`);

/** KEYS run, expiry, counters. ARGV id, actual, keep ms. A second settle changes nothing. */
export const settleScript = new Script(/* lua */ `${PRELUDE}
local id, actual = ARGV[1], ARGV[2]
local kind, amount, held = act(id)
if kind == 's' or kind == 'u' then return kind end
forget(id)
local inside = {}
for _, counter in ipairs(held) do
  inside[counter] = true
  if kind == 'e' or kind == 'm' then
    if known(counter) then take(counter, 'spent', amount) end
  else
    take(counter, 'reserved', amount)
  end
  spend(counter, id, actual)
end
for _, counter in ipairs(counters()) do
  if not inside[counter] then spend(counter, id, actual) end
end
if not known(run) then
  set(id, 'u', actual)
elseif kind == 'l' or kind == 'm' then
  set(id, 's', actual)
else
  if kind == 'r' then take(run, 'reserved', amount) end
  if kind == 'e' then take(run, 'spent', amount) end
  add(run, 'spent', actual)
  set(id, 's', actual)
end
keep(ARGV[3])
return 'ok'
`);

/** An act's cost into counters that were not there when it began. KEYS run, expiry, counters. ARGV id, actual, keep ms. */
export const addScript = new Script(/* lua */ `${PRELUDE}
if redis.call('HSETNX', run, 'x:' .. ARGV[1], ARGV[2]) == 0 then return 'known' end
for _, counter in ipairs(counters()) do spend(counter, ARGV[1], ARGV[2]) end
keep(ARGV[3])
return 'ok'
`);

/** KEYS run, expiry. ARGV keep ms, reservation ms, sum of the ledger's events, their ids … */
export const rebuildRunScript = new Script(/* lua */ `${PRELUDE}
if known(run) then return 'known' end
local inLedger = {}
for index = 4, #ARGV do inLedger[ARGV[index]] = true end
local fields = redis.call('HKEYS', run)
redis.call('HSET', run, 'spent', ARGV[3], 'reserved', '0')
for _, field in ipairs(fields) do
  if string.sub(field, 1, 2) == 'a:' then
    local id = string.sub(field, 3)
    local kind, amount, held = act(id)
    if inLedger[id] then
      -- Its counters still wait for its end; the run's part of it is in the sum.
      if kind == 'r' then set(id, 'l', amount, held)
      elseif kind == 'e' then set(id, 'm', amount, held)
      elseif kind == 'u' then set(id, 's', amount) end
    elseif kind == 'r' then
      add(run, 'reserved', amount)
      expire(ARGV[2], id)
    elseif kind ~= 'l' and kind ~= 'm' then
      add(run, 'spent', amount)
      if kind == 'u' then set(id, 's', amount) end
    end
  end
end
for id in pairs(inLedger) do
  if not act(id) then set(id, 'l', '0') end
end
keep(ARGV[1])
return 'ok'
`);

/** KEYS counter, its seen. ARGV keep ms, seen ms, the ledger's sum, ids of late events in it … */
export const rebuildCounterScript = new Script(/* lua */ `
local counter, seen = KEYS[1], KEYS[2]
if redis.call('HEXISTS', counter, 'spent') == 1 then return 'known' end
local inLedger = {}
redis.call('DEL', seen)
for index = 4, #ARGV do
  inLedger[ARGV[index]] = true
  redis.call('SADD', seen, ARGV[index])
end
redis.call('PEXPIRE', seen, ARGV[2])
redis.call('HSET', counter, 'spent', ARGV[3])
local fields = redis.call('HGETALL', counter)
for index = 1, #fields, 2 do
  local field, amount = fields[index], fields[index + 1]
  if string.sub(field, 1, 2) == 'u:' then
    if not inLedger[string.sub(field, 3)] then redis.call('HINCRBY', counter, 'spent', amount) end
    redis.call('HDEL', counter, field)
  end
end
redis.call('PEXPIRE', counter, ARGV[1])
return 'ok'
`);
