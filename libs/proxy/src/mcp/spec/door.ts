import { newId } from '@renum/platform';
import { ProviderCatalogue } from '@renum/providers';
import type { LiveConnection } from '@renum/connections';
import { Breakers } from '../../flow/breaker';
import type { Invalidation } from '../../flow/invalidations';
import { RateGate } from '../../flow/rate-gate';
import { LiveConnections } from '../live-connections';
import { McpDoor, type McpParts } from '../mcp-door';
import { McpUpstream } from '../mcp-upstream';
import { McpSessions } from '../sessions';
import { SseBridge } from '../sse-bridge';
import { ToolCalls } from '../tool-calls';
import { ToolCheck } from '../tool-check';
import { ToolSightings } from '../tool-sightings';

type Shared = Pick<McpParts, 'contexts' | 'credentials' | 'gates'>;
type Served = ConstructorParameters<typeof ToolCalls>;

/** The real door; what a database would say of connections is `connections`. */
export class SpecDoor {
  readonly connections = new Map<string, LiveConnection>();
  /** Connections that were seen to offer other tools. */
  readonly drifted: string[] = [];
  /** What the sightings take for now, when set. */
  clock?: number;
  readonly door: McpDoor;
  private readonly bridge: SseBridge;
  private readonly live: LiveConnections;
  private readonly listeners: ((change: Invalidation | 'all') => void)[] = [];

  constructor(
    shared: Shared & {
      approvals: Served[1];
      ledger: Served[3];
      dialler: Served[4];
      log: Served[6];
    },
    callMs = 10_000,
  ) {
    const { approvals, ledger, dialler, log } = shared;
    this.live = new LiveConnections(
      { find: (id) => Promise.resolve(this.connections.get(id)) },
      { live: true, onChange: (listener) => void this.listeners.push(listener) },
    );
    const sessions = new McpSessions(Buffer.alloc(32, 5));
    const rates = new RateGate();
    this.bridge = new SseBridge(dialler, sessions, {
      callMs,
      idleMs: 1_000,
      sessions: 50,
      runSessions: 3,
    });
    const sightings = new ToolSightings(() => this.clock ?? performance.now());
    const check = new ToolCheck(sightings, ({ id }) => void this.drifted.push(id));
    this.door = new McpDoor({
      ...shared,
      live: this.live,
      catalogue: new ProviderCatalogue(),
      sessions,
      rates,
      tenantRate: { requests: 100_000, seconds: 60 },
      breakers: new Breakers(),
      tools: new ToolCalls(check, approvals, rates, ledger, dialler, this.bridge, log),
      upstream: new McpUpstream(dialler, sessions, this.live, { callMs, streamMs: 60_000 }),
      bridge: this.bridge,
    });
  }

  connect(place: { id: string; url: string }): void {
    this.connections.set(place.id, {
      ...place,
      tenantId: newId(),
      kind: 'mcp',
      name: 'Spec server',
      transport: 'http',
      settings: {},
      state: 'active',
      credentialId: 'credential',
      pins: new Map(),
      offered: new Map(),
    });
  }

  /** What the invalidation channel would say. */
  tell(change: Invalidation | 'all'): void {
    for (const listener of this.listeners) listener(change);
  }

  close(): void {
    this.live.close();
    this.bridge.close();
  }
}
