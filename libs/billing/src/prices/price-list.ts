import { CURRENCY, type TokenCounts } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { priceLlm, type Price } from '../pricing';
import { inForce, isModelRates, type PriceOverride } from './override';
import { costOf, costOfUnits } from './rates';

/** What decides by which prices a call is counted. */
export interface PricedCall {
  tenantId: string;
  provider: string;
  /** Of an `openai-compatible` provider, which is known by it only. */
  baseUrl?: string;
  /** The platform pays: what the tenant itself says about prices does not hold. */
  platformKey?: boolean;
  /** When the call began. */
  at: Date;
}

/** The prices of one call, as they are when it begins: what is reserved and what is settled agree. */
export interface Quote {
  /** @param answered the model that really answered, where it has another name */
  llm(tokens: TokenCounts, asked: string, answered?: string): Price;
  /** Nano-units for thousandths of a meter's unit; nothing when the provider's own price holds. */
  units(meter: string, quantityMilli: number): bigint | undefined;
}

export interface PriceSource {
  /** Whether anything was added since; cheap, since it is asked often. */
  version(): Promise<string>;
  all(): Promise<PriceOverride[]>;
}

/** How late a process may learn of a new price. */
export const PRICES_RELOAD_MS = 2_000;
const NONE: readonly PriceOverride[] = [];

/** Every price that stands above the public list, at hand without a round trip. */
export class PriceList {
  private byTarget = new Map<string, readonly PriceOverride[]>();
  private seen: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: PriceSource,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** Reads it now, and again from time to time. Without it nothing may be spent. */
  async start(): Promise<void> {
    this.timer ??= setInterval(() => void this.refresh(), PRICES_RELOAD_MS).unref();
    await this.refresh();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws when the database cannot be read */
  async load(): Promise<void> {
    const version = await this.source.version();
    if (version === this.seen) return;
    const byTarget = new Map<string, PriceOverride[]>();
    for (const override of await this.source.all()) {
      const key = keyOf(override.tenantId, override.provider);
      const known = byTarget.get(key);
      if (known) known.push(override);
      else byTarget.set(key, [override]);
    }
    this.byTarget = byTarget;
    this.seen = version;
  }

  /**
   * The tenant's prices before the operators' for everybody, and those before the public list.
   * @throws DomainError `overloaded` while they were never read
   */
  quote({ tenantId, provider, baseUrl, platformKey = false, at }: PricedCall): Quote {
    if (this.seen === undefined)
      throw new DomainError('overloaded', 'The prices cannot be looked up right now.');
    const its = this.byTarget.get(keyOf(tenantId, provider)) ?? NONE;
    const everybody = this.byTarget.get(keyOf(null, provider)) ?? NONE;
    const own = platformKey ? its.filter(({ setBy }) => setBy === 'operator') : its;
    return new FixedQuote([own, everybody], { provider, baseUrl, at });
  }

  private async refresh(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.log.warn({ err: error }, 'prices could not be read; the ones known so far hold');
    }
  }
}

const keyOf = (tenantId: string | null, provider: string): string => `${tenantId}/${provider}`;

/** Prices that nothing changes any more. */
export class FixedQuote implements Quote {
  constructor(
    /** The ones that go first, first. */
    private readonly tiers: readonly (readonly PriceOverride[])[],
    private readonly call: Pick<PricedCall, 'provider' | 'baseUrl' | 'at'>,
  ) {}

  llm(tokens: TokenCounts, asked: string, answered = asked): Price {
    const names = answered === asked ? [asked] : [answered, asked];
    const rates = this.model(names)?.rates;
    if (rates && isModelRates(rates))
      return { costNano: costOf(rates, tokens), currency: CURRENCY, priced: true };
    const { provider, baseUrl, at } = this.call;
    const listed = names.map((name) => priceLlm(provider, name, tokens, { baseUrl, at }));
    const [first] = listed;
    const price = listed.find(({ priced }) => priced) ?? first;
    return price ?? { costNano: 0n, currency: CURRENCY, priced: false };
  }

  units(meter: string, quantityMilli: number): bigint | undefined {
    const rates = this.meter(meter)?.rates;
    if (!rates || isModelRates(rates)) return undefined;
    return costOfUnits(quantityMilli, BigInt(rates.perUnit));
  }

  /** The entry above the public list that holds for a model under any of these names. */
  model(names: readonly string[]): PriceOverride | undefined {
    return this.first((tier) => tier.filter(({ model }) => model !== null), names);
  }

  meter(name: string): PriceOverride | undefined {
    return this.first((tier) => tier.filter(({ meter }) => meter !== null), [name]);
  }

  private first(
    only: (tier: readonly PriceOverride[]) => readonly PriceOverride[],
    names: readonly string[],
  ): PriceOverride | undefined {
    for (const tier of this.tiers) {
      if (tier.length === 0) continue;
      const found = inForce(only(tier), names, this.call.at);
      if (found) return found;
    }
    return undefined;
  }
}

/** The public list and nothing above it. */
export const listQuote = (call: Pick<PricedCall, 'provider' | 'baseUrl' | 'at'>): Quote =>
  new FixedQuote([], call);
