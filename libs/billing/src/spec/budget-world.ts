import { setTimeout as sleep } from 'node:timers/promises';
import { isDomainError, newId } from '@renum/platform';
import { Redis } from 'ioredis';
import { ActBudget, type Hold, type Spending } from '../budget/act-budget';
import { BudgetBook, type BudgetRow } from '../budget/budget-book';
import type { Counter, CounterOf } from '../budget/counter';
import { holderOf } from '../budget/holder';
import { LeasedBudget } from '../budget/leased-budget';
import type { Span } from '../budget/period';
import { RunBudget, type SpentSource } from '../budget/run-budget';

type Whose = 'tenantId' | 'agentId' | 'runId' | 'apiKeyId' | 'provider';

export interface WorldEvent extends Pick<Spending, Whose> {
  id: string;
  costNano: bigint;
  at: Date;
}

/** One process of the data plane, as far as money goes: a connection, a book and leases of its own. */
export interface WorldProcess {
  redis: Redis;
  exact: RunBudget;
  book: BudgetBook;
  leased: LeasedBudget;
  budget: ActBudget;
}

/** For specs: the real Redis, several processes on it, and a ledger and budgets that specs can see. */
export class BudgetWorld implements SpentSource {
  readonly tenantId = newId();
  readonly agentId = newId();
  readonly apiKeyId = newId();
  readonly ledger: WorldEvent[] = [];
  readonly refusedBy: Counter[] = [];
  readonly processes: WorldProcess[];
  /** Sums that were asked for. */
  sums = 0;
  /** By which leases are given back and trusted. */
  private clock = (): number => performance.now();
  private readonly rows: BudgetRow[] = [];
  private readonly prefix: string;

  constructor({ url, prefix }: { url: string; prefix: string }, count = 2) {
    this.prefix = prefix;
    this.processes = Array.from({ length: count }, () => this.newProcess(new Redis(url)));
  }

  get redis(): Redis {
    return this.process(this.processes.length - 1).redis;
  }

  process(index: number): WorldProcess {
    const found = this.processes[index % this.processes.length];
    if (!found) throw new Error('a world without processes');
    return found;
  }

  /** A budget that has been there for a while, unless said otherwise. */
  async setBudget(overrides: Partial<BudgetRow>): Promise<BudgetRow> {
    const row: BudgetRow = {
      id: newId(),
      tenantId: this.tenantId,
      scope: 'tenant',
      agentId: null,
      provider: null,
      period: 'month',
      limitNano: 10n ** 9n,
      createdAt: new Date(Date.now() - 60_000),
      ...overrides,
    };
    const known = this.rows.findIndex(({ id }) => id === row.id);
    if (known < 0) this.rows.push(row);
    else this.rows[known] = row;
    await this.reload();
    return row;
  }

  async reload(): Promise<void> {
    await Promise.all(this.processes.map(({ book }) => book.load()));
  }

  spending(overrides: Partial<Spending> = {}): Spending {
    const { tenantId, agentId } = this;
    const ids = { id: newId(), tenantId, agentId, runId: newId(), provider: 'tavily' };
    return { ...ids, maxCostNano: 10n ** 12n, estimateNano: 1_000n, ...overrides };
  }

  /** What an app is about to do: of no agent, no run, and no run's budget. */
  appSpending(overrides: Partial<Spending> = {}): Spending {
    const { tenantId, apiKeyId } = this;
    const ids = { id: newId(), tenantId, apiKeyId, provider: 'openai' };
    return { ...ids, estimateNano: 1_000n, ...overrides };
  }

  /** Reserve, act, settle; what it cost comes to the ledger a moment later. */
  async act(
    spending: Spending,
    actualNano: bigint,
    { budget } = this.process(0),
  ): Promise<'done' | 'leased' | 'refused'> {
    const hold = await this.hold(spending, budget);
    if (!hold) return 'refused';
    await sleep(Math.random() * 5);
    await budget.settle(hold, actualNano);
    setTimeout(() => this.ledger.push({ ...spending, costNano: actualNano, at: hold.at }), 20);
    return hold.lease ? 'leased' : 'done';
  }

  /** The money for an act, unless a budget refuses it. */
  async hold(spending: Spending, budget = this.process(0).budget): Promise<Hold | undefined> {
    try {
      return await budget.hold(spending);
    } catch (error) {
      if (isDomainError(error, 'limit_exceeded')) return undefined;
      throw error;
    }
  }

  async figures(counter: string): Promise<Record<string, number>> {
    const key = `${this.prefix}:{budget}:for:${counter}`;
    const [spent, reserved, leased] = await this.redis.hmget(key, 'spent', 'reserved', 'leased');
    return { spent: Number(spent), reserved: Number(reserved), leased: Number(leased) };
  }

  async run(runId: string): Promise<Record<string, number>> {
    const key = `${this.prefix}:{budget}:run:${runId}`;
    const [spent, reserved] = await this.redis.hmget(key, 'spent', 'reserved');
    return { spent: Number(spent), reserved: Number(reserved) };
  }

  /** As if every reservation's time were up. */
  async timePasses(): Promise<void> {
    const key = `${this.prefix}:{budget}:expiry`;
    for (const member of await this.redis.zrange(key, '0', '-1'))
      await this.redis.zadd(key, '1', member);
  }

  /** As if somebody had emptied Redis. */
  async empty(): Promise<void> {
    const keys = await this.redis.keys(`${this.prefix}:*`);
    if (keys.length > 0) await this.redis.del(...keys);
  }

  /** From now on no lease is idle or in doubt, however long the machine takes. */
  stopTheClock(): void {
    const now = this.clock();
    this.clock = () => now;
  }

  /** Resolves when nothing is under way and the processes have given back what they borrowed. */
  async leasesIdle(): Promise<void> {
    const held = async () => {
      const found = await Promise.all(
        ['run', 'for'].map((of) => this.redis.keys(`${this.prefix}:{budget}:${of}:*`)),
      );
      const sums = found.flat().map((key) => this.redis.hmget(key, 'reserved', 'leased'));
      return (await Promise.all(sums)).flat().some((nano) => Number(nano) > 0);
    };
    while (await held()) await sleep(20);
  }

  async closeLeases(): Promise<void> {
    for (const { leased } of this.processes) await leased.close();
  }

  async end(): Promise<void> {
    await this.closeLeases();
    await this.empty();
    for (const { redis } of this.processes) redis.disconnect();
  }

  spent(_tenantId: string, holder: string): Promise<{ id: string; costNano: bigint }[]> {
    return Promise.resolve(this.ledger.filter((event) => holderOf(event, event.at) === holder));
  }

  sum(of: CounterOf, { from, to }: Span): Promise<{ costNano: bigint; lateIds: string[] }> {
    this.sums += 1;
    const events = this.ledger.filter(
      (event) => (!from || event.at >= from) && (!to || event.at < to) && isOf(event, of),
    );
    const costNano = events.reduce((total, event) => total + event.costNano, 0n);
    return Promise.resolve({ costNano, lateIds: events.map(({ id }) => id) });
  }

  private newProcess(redis: Redis): WorldProcess {
    const silent = { warn: () => undefined };
    const exact = new RunBudget(redis, this.prefix, this);
    const book = new BudgetBook({ all: () => Promise.resolve([...this.rows]) }, silent);
    const leased = new LeasedBudget(exact, silent, () => this.clock());
    const refused = (counter: Counter) => void this.refusedBy.push(counter);
    const budget = new ActBudget(book, leased, { spent: () => undefined, refused });
    return { redis, exact, book, leased, budget };
  }
}

function isOf(event: WorldEvent, of: CounterOf): boolean {
  switch (of.scope) {
    case 'platform':
      return true;
    case 'tenant':
      return event.tenantId === of.tenantId;
    case 'agent':
      return event.agentId === of.agentId;
    case 'app':
      return event.apiKeyId === of.apiKeyId;
    case 'provider':
      return event.tenantId === of.tenantId && event.provider === of.provider;
    case 'grant':
      return event.runId === of.runId && `provider/${event.provider}` === of.key;
  }
}
