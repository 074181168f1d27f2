import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

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

/**
 * A hash a run holds its totals and every act by id; a hash a counter (a budget in one period, shared
 * by many runs) holds totals only. An act changes the run and all its counters in one script, and its
 * entry in the run says which counters it is in, so the run's entry makes repetition harmless for all.
 *
 * Run:      spent, reserved   nano-units; without `spent` it is unknown and must be rebuilt
 *           a:<id>            r reserved · e expired, counted as spent · s settled
 *                             u settled while the run was unknown
 *                             l reserved, m expired, and not settled; but the ledger has it already
 *                             then `:<amount>`, then the counters that hold it, each after a blank
 *           a:lease:<id>      the same for money that one process lends on by itself
 *           x:<id>            counted in counters that came after its reservation
 * Counter:  spent, reserved   the same; `leased` is the part of `reserved` that leases hold
 *           u:<id>            settled while the counter was unknown
 * <counter>:seen              acts that the ledger's sum held and that may still be settled here
 * expiry                      of all reservations: `<run key> <act>`
 *
 * Amounts stay strings up to HINCRBY, which is exact; Lua's doubles only compare.
 */
export const PRELUDE = /* lua */ `
local run, expiry = KEYS[1], KEYS[2]
local function text(number) return string.format('%.0f', number) end
local function add(key, field, amount) redis.call('HINCRBY', key, field, amount) end
local function take(key, field, amount)
  if amount ~= '0' then redis.call('HINCRBY', key, field, '-' .. amount) end
end
local function known(key) return redis.call('HEXISTS', key, 'spent') == 1 end
local function number(key, field) return tonumber(redis.call('HGET', key, field) or '0') end
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function act(id, key)
  local value = redis.call('HGET', key or run, 'a:' .. id)
  if not value then return nil, '0', {} end
  local parts = {}
  for part in string.gmatch(string.sub(value, 3), '%S+') do table.insert(parts, part) end
  local amount = table.remove(parts, 1)
  return string.sub(value, 1, 1), amount, parts
end
local function set(id, kind, amount, counters, key)
  local tail = ''
  if counters and #counters > 0 then tail = ' ' .. table.concat(counters, ' ') end
  redis.call('HSET', key or run, 'a:' .. id, kind .. ':' .. amount .. tail)
end
local function counters(from)
  local found = {}
  for index = from or 3, #KEYS do table.insert(found, KEYS[index]) end
  return found
end
-- What an act cost, into a counter; once, whether the ledger's sum held it already or not.
local function spend(counter, id, amount)
  if not known(counter) then
    redis.call('HSET', counter, 'u:' .. id, amount)
  elseif redis.call('SISMEMBER', counter .. ':seen', id) == 0 then
    add(counter, 'spent', amount)
  end
end
local function release(held, amount, leased)
  for _, counter in ipairs(held) do
    take(counter, 'reserved', amount)
    if leased then take(counter, 'leased', amount) end
  end
end
local function keep(ms)
  redis.call('PEXPIRE', run, ms)
  redis.call('PEXPIRE', expiry, ms)
  for index = 3, #KEYS do redis.call('PEXPIRE', KEYS[index], ms) end
end
local function expire(ms, id) redis.call('ZADD', expiry, now() + tonumber(ms), run .. ' ' .. id) end
local function forget(id) redis.call('ZREM', expiry, run .. ' ' .. id) end
`;
