import { randomUUID } from 'node:crypto';
import { newId } from '@renum/platform';

const AGENTS = 20;
const PEOPLE = 10;
const MODELS = [
  ['openai', 'gpt-4.1-mini'],
  ['openai', 'gpt-4.1'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['groq', 'llama-3.3-70b-versatile'],
];
/** What a call is charged, and upon the cost of calls with the platform's key: 20 %. */
const FEE_NANO = 1_500n;
const MARKUP_BP = 2_000n;
const DAY_MS = 86_400_000;

/** A month of one tenant's usage, made up; it knows what all of it must be charged. */
export class UsageMonth {
  chargeNano = 0n;
  tenantId = newId();
  agents = ids(AGENTS);
  people = ids(PEOPLE);
  runs = ids(5_000);

  /** @param {number} events */
  constructor(events) {
    this.events = events;
    const now = new Date();
    /** Of the month before this one: it can be billed. */
    this.first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
    this.name = this.first.toISOString().slice(0, 7);
  }

  /** @param {import('@renum/database').PlatformDatabase} database */
  async prepare(database) {
    const rules = {
      markupBp: Number(MARKUP_BP),
      fees: [{ key: 'calls', unit: 'calls', per: 1, tiers: [{ priceNano: String(FEE_NANO) }] }],
    };
    await database.transaction(async (em) => {
      await em.execute(`insert into tenants (id, name, slug) values (?, 'Bench', 'bench')`, [
        this.tenantId,
      ]);
      await em.execute(
        `insert into price_books (id, name, version, effective_from, rules)
           values (?, 'bench', 1, '2020-01-01', cast(? as jsonb))`,
        [newId(), JSON.stringify(rules)],
      );
      await em.execute(`insert into billing_accounts (tenant_id, price_book) values (?, 'bench')`, [
        this.tenantId,
      ]);
    });
  }

  /** @param {number} from @param {number} to */
  rows(from, to) {
    return Array.from({ length: to - from }, (_, index) => this.row(from + index));
  }

  /** @param {number} at its place in the month, in order of time */
  row(at) {
    const occurred = new Date(this.first.getTime() + Math.floor((at / this.events) * 30 * DAY_MS));
    const run = at % this.runs.length;
    const isTool = at % 5 === 0;
    const [provider, model] = isTool ? ['tavily', null] : (MODELS[at % MODELS.length] ?? []);
    const cost = BigInt(isTool ? 8_000_000 : 100_000 + (at % 9_973) * 101);
    const platformKey = at % 3 === 0;
    // Rounded once an event, half up.
    const passedOn = platformKey ? (cost * (10_000n + MARKUP_BP) + 5_000n) / 10_000n : 0n;
    this.chargeNano += FEE_NANO + passedOn;
    return {
      id: newId(),
      tenant_id: this.tenantId,
      occurred_at: occurred.toISOString(),
      kind: isTool ? 'tool' : 'llm',
      agent_id: this.agents[run % AGENTS],
      agent_version_id: this.agents[run % AGENTS],
      thread_id: this.runs[run],
      run_id: this.runs[run],
      instance_id: this.runs[run],
      credential_id: null,
      provider,
      model,
      operation: isTool ? 'search' : 'chat.completions',
      status: at % 50 === 0 ? 500 : 200,
      input_tokens: isTool ? 0 : 500 + (at % 4_000),
      cache_read_tokens: isTool ? 0 : at % 400,
      cache_write_tokens: 0,
      output_tokens: isTool ? 0 : 50 + (at % 700),
      meter: isTool ? 'credits' : null,
      quantity_milli: isTool ? 1_000 : 0,
      cost_nano: String(cost),
      currency: 'USD',
      priced: true,
      estimated: at % 997 === 0,
      estimated_reason: at % 997 === 0 ? 'upstream_cut' : null,
      duration_ms: 300 + (at % 5_000),
      first_byte_ms: 200,
      request_bytes: 2_000,
      response_bytes: 900,
      connection_id: null,
      method: 'POST',
      path: '/v1/chat/completions',
      approval_id: null,
      attempts: 1,
      masked: 0,
      user_id: this.people[run % PEOPLE],
      token_kinds: null,
      platform_key: platformKey,
      api_key_id: null,
      first_token_ms: isTool ? null : 250,
    };
  }
}

const ids = (/** @type {number} */ count) => Array.from({ length: count }, () => randomUUID());
