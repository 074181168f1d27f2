import { PRELUDE, Script } from './script';

/**
 * Lends a process a share of what is left: an eighth of it in each budget, and of a budget that many
 * share no more than a quarter to all leases together. KEYS run, expiry, counters. ARGV lease, wanted,
 * least worth having, the run's limit, lease ms, keep ms, limits of the counters. Answers what was
 * added: 0 when there is too little to share.
 */
export const leaseScript = new Script(/* lua */ `${PRELUDE}
local id, grant, least = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local function free(key, limit)
  return tonumber(limit) - number(key, 'spent') - number(key, 'reserved')
end
if not known(run) then return '0' end
local kind, amount = act(id)
if kind and kind ~= 'r' then return '0' end
grant = math.min(grant, math.floor(free(run, ARGV[4]) / 8))
for index = 3, #KEYS do
  local key = KEYS[index]
  if not known(key) then return '0' end
  local left, leased = free(key, ARGV[index + 4]), number(key, 'leased')
  grant = math.min(grant, math.floor(left / 8), math.floor((left + leased) / 4) - leased)
end
if grant < least or grant < 1 then return '0' end
local held, added = counters(), text(grant)
add(run, 'reserved', added)
for _, counter in ipairs(held) do
  add(counter, 'reserved', added)
  add(counter, 'leased', added)
end
set(id, 'r', text(tonumber(amount) + grant), held)
expire(ARGV[5], id)
keep(ARGV[6])
return added
`);

/**
 * Tells what acts under a lease cost, each by its own id, so that telling it again changes nothing;
 * the lease shrinks by what of it the lease covered. KEYS run, expiry, counters. ARGV lease, most it
 * keeps, lease ms, keep ms, then id, cost and covered part of each act. `lost`: Redis does not hold
 * this lease (any more), and it must not be used.
 */
export const syncScript = new Script(/* lua */ `${PRELUDE}
local id, most = ARGV[1], tonumber(ARGV[2])
local isKnown = known(run)
local kind, amount, lists = act(id)
local held = isKnown and kind == 'r'
local left = kind == 'r' and tonumber(amount) or 0
local function shrink(by)
  if by <= 0 then return end
  if isKnown then take(run, 'reserved', text(by)) end
  release(lists, text(by), true)
  left = left - by
end
for index = 5, #ARGV, 3 do
  local each, actual = ARGV[index], ARGV[index + 1]
  local was, reserved, inside = act(each)
  if was ~= 's' and was ~= 'u' then
    if was == 'r' then
      -- It has had cover of its own since the lease was lost.
      if isKnown then take(run, 'reserved', reserved) end
      release(inside, reserved)
      forget(each)
    end
    for _, counter in ipairs(counters()) do spend(counter, each, actual) end
    if not isKnown then set(each, 'u', actual)
    else
      if was ~= 'l' and was ~= 'm' then add(run, 'spent', actual) end
      set(each, 's', actual)
    end
    shrink(math.min(left, tonumber(ARGV[index + 2])))
  end
end
shrink(math.max(0, held and left - most or left))
if held and left > 0 then
  set(id, 'r', text(left), lists)
  expire(ARGV[3], id)
else
  redis.call('HDEL', run, 'a:' .. id)
  forget(id)
end
keep(ARGV[4])
return held and 'ok' or 'lost'
`);

/**
 * The lease of a process that died: what it told last may be older than the ledger, so the run is
 * made unknown and the next reservation rebuilds it. Counters get back what it held; the acts under
 * it are settled one by one, from its journal. KEYS run, expiry. ARGV lease.
 */
export const forgetScript = new Script(/* lua */ `${PRELUDE}
local kind, amount, held = act(ARGV[1])
if kind == 'r' then release(held, amount, true) end
redis.call('HDEL', run, 'a:' .. ARGV[1], 'spent')
forget(ARGV[1])
return 'ok'
`);
