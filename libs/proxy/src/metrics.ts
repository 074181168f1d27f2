import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

interface ProviderTimes {
  whole: Histogram.Internal<'provider'>;
  first: Histogram.Internal<'provider'>;
}

/** What the data plane counts. Labels are few and bounded: no tenant, no model, no path. */
export class DataPlaneMetrics {
  private readonly requests: Counter<'provider' | 'decision' | 'status'>;
  private readonly upstream: Histogram<'provider'>;
  private readonly firstByte: Histogram<'provider'>;
  private readonly masked: Counter<'provider'>;
  private readonly refusals: Counter;
  private readonly drained: Counter<'provider' | 'ending'>;

  // To look labels up by their names is dearer than to count. Labels are bounded, so these are.
  private readonly decisions = new Map<string, Counter.Internal>();
  private readonly times = new Map<string, ProviderTimes>();

  constructor(registry: Registry, inFlight: () => number, waiting: () => number = () => 0) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'renum_data_plane_requests_total',
      help: 'Calls by provider, decision and class of status.',
      labelNames: ['provider', 'decision', 'status'],
      registers,
    });
    this.upstream = new Histogram({
      name: 'renum_data_plane_upstream_seconds',
      help: 'From dialling to the last byte of the answer.',
      labelNames: ['provider'],
      buckets: SECONDS,
      registers,
    });
    this.firstByte = new Histogram({
      name: 'renum_data_plane_first_byte_seconds',
      help: 'From dialling to the first byte of the answer.',
      labelNames: ['provider'],
      buckets: SECONDS,
      registers,
    });
    this.masked = new Counter({
      name: 'renum_data_plane_secrets_masked_total',
      help: 'Times that a provider sent a secret back and it was masked.',
      labelNames: ['provider'],
      registers,
    });
    this.refusals = new Counter({
      name: 'renum_data_plane_refusals_lost_total',
      help: 'Refused calls that the request log does not hold: it could not keep up.',
      registers,
    });
    this.drained = new Counter({
      name: 'renum_data_plane_callers_left_total',
      help: 'Calls whose caller left before the answer was complete.',
      labelNames: ['provider', 'ending'],
      registers,
    });
    new Gauge({
      name: 'renum_data_plane_in_flight',
      help: 'Calls under way.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
    new Gauge({
      name: 'renum_data_plane_approvals_waiting',
      help: 'Calls that wait for a person.',
      registers,
      collect() {
        this.set(waiting());
      },
    });
  }

  decided(provider: string, decision: string, status: number | undefined): void {
    const family = status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
    const key = `${provider} ${decision} ${family}`;
    let counted = this.decisions.get(key);
    if (!counted)
      this.decisions.set(key, (counted = this.requests.labels(provider, decision, family)));
    counted.inc();
  }

  answered(provider: string, milliseconds: number, firstByteMs: number | undefined): void {
    let times = this.times.get(provider);
    if (!times) {
      times = { whole: this.upstream.labels(provider), first: this.firstByte.labels(provider) };
      this.times.set(provider, times);
    }
    times.whole.observe(milliseconds / 1000);
    if (firstByteMs !== undefined) times.first.observe(firstByteMs / 1000);
  }

  secretMasked(provider: string, times: number): void {
    this.masked.inc({ provider }, times);
  }

  refusalsLost(times: number): void {
    this.refusals.inc(times);
  }

  callerLeft(provider: string, ending: string): void {
    this.drained.inc({ provider, ending });
  }
}
