import { ConnectionReader, ConnectionsService, type LiveConnection } from '@renum/connections';
import { ProviderCatalogue } from '@renum/providers';
import { ApprovalGate } from '../flow/approval-gate';
import { Breakers } from '../flow/breaker';
import type { Log } from '../flow/call';
import { CallLedger } from '../flow/call-ledger';
import { Credentials } from '../flow/credentials';
import { Gates } from '../flow/gates';
import { Invalidations } from '../flow/invalidations';
import { RateGate } from '../flow/rate-gate';
import { RunContexts } from '../flow/run-context';
import { SafeDialler } from '../net/dialler';
import { dataPlaneConfig, type DataPlaneConfig } from '../proxy.config';
import { Drift } from './drift';
import { LiveConnections } from './live-connections';
import { McpDoor } from './mcp-door';
import { McpUpstream } from './mcp-upstream';
import { McpSessions } from './sessions';
import { SseBridge } from './sse-bridge';
import { ToolCalls } from './tool-calls';
import { ToolCheck } from './tool-check';
import { ToolSightings } from './tool-sightings';

/** Below the life of a budget reservation, which has to cover the whole call. */
export const MCP_CALL_MS = 4 * 60_000;
const STREAM_MS = 30 * 60_000;

/** What the door to connections is made of; `log` is the token of the data plane's own. */
export const mcpProviders = (log: symbol) => [
  {
    provide: LiveConnections,
    inject: [ConnectionReader, Invalidations],
    useFactory: (reader: ConnectionReader, news: Invalidations) =>
      new LiveConnections(reader, news),
  },
  {
    provide: McpSessions,
    inject: [dataPlaneConfig.KEY],
    useFactory: (config: DataPlaneConfig) => new McpSessions(config.DATA_PLANE_KEY),
  },
  {
    provide: Drift,
    inject: [ConnectionsService, log],
    useFactory: (connections: ConnectionsService, to: Log) =>
      new Drift((id) => connections.refresh(id), to),
  },
  {
    provide: SseBridge,
    inject: [SafeDialler, McpSessions],
    useFactory: (dialler: SafeDialler, seals: McpSessions) =>
      new SseBridge(dialler, seals, {
        callMs: MCP_CALL_MS,
        idleMs: 5 * 60_000,
        sessions: 500,
        runSessions: 10,
      }),
  },
  {
    provide: McpDoor,
    inject: [
      RunContexts,
      LiveConnections,
      ProviderCatalogue,
      Credentials,
      McpSessions,
      Gates,
      CallLedger,
      ApprovalGate,
      SafeDialler,
      SseBridge,
      Drift,
      dataPlaneConfig.KEY,
      log,
    ],
    useFactory: (
      contexts: RunContexts,
      live: LiveConnections,
      catalogue: ProviderCatalogue,
      credentials: Credentials,
      sessions: McpSessions,
      gates: Gates,
      ledger: CallLedger,
      approvals: ApprovalGate,
      dialler: SafeDialler,
      bridge: SseBridge,
      drift: Drift,
      config: DataPlaneConfig,
      to: Log,
    ) => {
      const onDrift = (connection: LiveConnection): void => drift.seen(connection);
      const check = new ToolCheck(new ToolSightings(), onDrift);
      const rates = new RateGate();
      return new McpDoor({
        contexts,
        live,
        catalogue,
        credentials,
        sessions,
        gates,
        rates,
        tenantRate: { requests: config.DATA_MAX_TENANT_CALLS_PER_MINUTE, seconds: 60 },
        breakers: new Breakers(),
        tools: new ToolCalls(check, approvals, rates, ledger, dialler, bridge, to),
        upstream: new McpUpstream(dialler, sessions, live, {
          callMs: MCP_CALL_MS,
          streamMs: STREAM_MS,
        }),
        bridge,
      });
    },
  },
];
