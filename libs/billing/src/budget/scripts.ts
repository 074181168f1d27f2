import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/**
 * One hash a run holds its totals and every act by id; a sorted set holds when reservations expire.
 *
 *   spent, reserved   nano-units; without `spent` the run is unknown and must be rebuilt
 *   a:<id>            r:<amount> reserved · e:<amount> expired, counted as spent
 *                     s:<amount> settled  · u:<amount> settled while the run was unknown
 *   a:lease:<id>      the same for money that one process lends on by itself (see leased-budget.ts)
 *
 * Amounts stay strings up to HINCRBY, which is exact; Lua's doubles only compare.
 */
const PRELUDE = /* lua */ `
local run, expiry = KEYS[1], KEYS[2]
local function add(field, amount) redis.call('HINCRBY', run, field, amount) end
local function take(field, amount) if amount ~= '0' then add(field, '-' .. amount) end end
local function act(id)
  local value = redis.call('HGET', run, 'a:' .. id)
  if value then return string.sub(value, 1, 1), string.sub(value, 3) end
end
local function set(id, kind, amount) redis.call('HSET', run, 'a:' .. id, kind .. ':' .. amount) end
local function keep(ms) redis.call('PEXPIRE', run, ms) redis.call('PEXPIRE', expiry, ms) end
`;

/** KEYS run, expiry. ARGV id, estimate, max, reservation ms, keep ms. */
const RESERVE = /* lua */ `${PRELUDE}
local id, estimate, max = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('HEXISTS', run, 'spent') == 0 then return 'unknown' end
if act(id) then return 'ok' end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', expiry, '-inf', now)) do
  local kind, amount = act(old)
  if kind == 'r' then take('reserved', amount) add('spent', amount) set(old, 'e', amount) end
  redis.call('ZREM', expiry, old)
end
local spent = tonumber(redis.call('HGET', run, 'spent'))
local reserved = tonumber(redis.call('HGET', run, 'reserved') or '0')
if spent + reserved + tonumber(estimate) > max then return 'refused' end
add('reserved', estimate)
set(id, 'r', estimate)
redis.call('ZADD', expiry, now + tonumber(ARGV[4]), id)
keep(ARGV[5])
return 'ok'
`;

/** KEYS run, expiry. ARGV id, actual, keep ms. A second settle changes nothing. */
const SETTLE = /* lua */ `${PRELUDE}
local id, actual = ARGV[1], ARGV[2]
local kind, amount = act(id)
if kind == 's' or kind == 'u' then return kind end
redis.call('ZREM', expiry, id)
if redis.call('HEXISTS', run, 'spent') == 0 then
  set(id, 'u', actual)
else
  if kind == 'r' then take('reserved', amount) end
  if kind == 'e' then take('spent', amount) end
  add('spent', actual)
  set(id, 's', actual)
end
keep(ARGV[3])
return 'ok'
`;

/** KEYS run, expiry. ARGV keep ms, reservation ms, sum of the ledger's events, their ids … */
const REBUILD = /* lua */ `${PRELUDE}
if redis.call('HEXISTS', run, 'spent') == 1 then return 'known' end
local inLedger = {}
for index = 4, #ARGV do inLedger[ARGV[index]] = true end
local time = redis.call('TIME')
local expires = tonumber(time[1]) * 1000 + tonumber(ARGV[2])
local acts = redis.call('HKEYS', run)
redis.call('HSET', run, 'spent', ARGV[3], 'reserved', '0')
for _, field in ipairs(acts) do
  if string.sub(field, 1, 2) == 'a:' then
    local id = string.sub(field, 3)
    local kind, amount = act(id)
    if inLedger[id] then set(id, 's', amount)
    elseif kind == 'r' then
      add('reserved', amount)
      redis.call('ZADD', expiry, expires, id)
    else
      add('spent', amount)
      if kind == 'u' then set(id, 's', amount) end
    end
  end
end
for id in pairs(inLedger) do
  if not act(id) then set(id, 's', '0') end
end
keep(ARGV[1])
return 'ok'
`;

/**
 * Lends a process a share of what is left. KEYS run, expiry. ARGV lease, wanted, least worth having,
 * max, lease ms, keep ms. Answers what was added: 0 when there is too little to share.
 */
const LEASE = /* lua */ `${PRELUDE}
local id, wanted, least, max = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call('HEXISTS', run, 'spent') == 0 then return 'unknown' end
local kind, amount = act(id)
if kind and kind ~= 'r' then return '0' end
local spent = tonumber(redis.call('HGET', run, 'spent'))
local reserved = tonumber(redis.call('HGET', run, 'reserved') or '0')
local grant = math.min(wanted, math.floor((max - spent - reserved) / 8))
if grant < least or grant < 1 then return '0' end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local text = string.format('%.0f', grant)
add('reserved', text)
set(id, 'r', string.format('%.0f', tonumber(amount or '0') + grant))
redis.call('ZADD', expiry, now + tonumber(ARGV[5]), id)
keep(ARGV[6])
return text
`;

/**
 * Tells what acts under a lease cost, each by its own id, so that telling it again changes nothing;
 * the lease shrinks by what of it the lease covered. KEYS run, expiry. ARGV lease, most it keeps,
 * lease ms, keep ms, then id, cost and covered part of each act. `lost`: Redis does not hold this lease (any more), and it must not be used.
 */
const SYNC = /* lua */ `${PRELUDE}
local id, most = ARGV[1], tonumber(ARGV[2])
local known = redis.call('HEXISTS', run, 'spent') == 1
local kind, amount = act(id)
local held = known and kind == 'r'
local left = held and tonumber(amount) or 0
if known and kind == 'e' then take('spent', amount) end
local function shrink(by)
  if by > 0 then take('reserved', string.format('%.0f', by)) left = left - by end
end
for index = 5, #ARGV, 3 do
  local each, actual = ARGV[index], ARGV[index + 1]
  local was = act(each)
  if was ~= 's' and was ~= 'u' then
    if known then
      add('spent', actual)
      set(each, 's', actual)
      shrink(math.min(left, tonumber(ARGV[index + 2])))
    else
      set(each, 'u', actual)
    end
  end
end
if held then shrink(math.max(0, left - most)) end
if held and left > 0 then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  set(id, 'r', string.format('%.0f', left))
  redis.call('ZADD', expiry, now + tonumber(ARGV[3]), id)
else
  redis.call('HDEL', run, 'a:' .. id)
  redis.call('ZREM', expiry, id)
end
keep(ARGV[4])
return held and 'ok' or 'lost'
`;

/**
 * The lease of a process that died: what it told last may be older than the ledger, so the run is
 * made unknown and the next reservation rebuilds it. KEYS run, expiry. ARGV lease.
 */
const FORGET = /* lua */ `${PRELUDE}
redis.call('HDEL', run, 'a:' .. ARGV[1], 'spent')
redis.call('ZREM', expiry, ARGV[1])
return 'ok'
`;

/** A script that Redis keeps by its hash; sent whole only when Redis does not know it. */
export class Script {
  private readonly sha: string;

  constructor(private readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  async run(redis: Redis, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.source, keys.length, ...keys, ...args);
    }
  }
}

export const reserveScript = new Script(RESERVE);
export const settleScript = new Script(SETTLE);
export const rebuildScript = new Script(REBUILD);
export const leaseScript = new Script(LEASE);
export const syncScript = new Script(SYNC);
export const forgetScript = new Script(FORGET);
