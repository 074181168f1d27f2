import type { LiveConnection, ToolPin } from '@renum/connections';
import type { ConnectionGrant, InstanceIdentity } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { ApprovalGate } from '../flow/approval-gate';
import type { LedgerCall, Log } from '../flow/call';
import type { CallLedger } from '../flow/call-ledger';
import type { Exchange } from '../flow/exchange';
import { covers, decide, type GrantLine, type GrantRules } from '../flow/grant-rules';
import type { Meter } from '../flow/meter';
import type { RateGate } from '../flow/rate-gate';
import type { RunContext } from '../flow/run-context';
import type { UpstreamResult } from '../flow/upstream';
import type { SafeDialler } from '../net/dialler';
import { callMeter } from './call-meter';
import { HttpChannel, type RpcChannel } from './http-channel';
import type { ClientMessage } from './json-rpc';
import type { McpCall } from './mcp-call';
import type { SseBridge } from './sse-bridge';
import type { ToolCheck } from './tool-check';

/** Somebody at a connection that its agent was granted. */
export interface Visit {
  exchange: Exchange;
  identity: InstanceIdentity;
  context: RunContext;
  connection: LiveConnection;
  grants: readonly ConnectionGrant[];
}

/** A `tools/call`, and what the door does for it. */
export interface ToolRequest {
  message: Extract<ClientMessage, { kind: 'request' }>;
  prepare(visit: Visit, meter: Meter): Promise<McpCall>;
  /** The same visit once more, as everything is now. */
  again(): Promise<Visit>;
  send(call: McpCall, done: (result: UpstreamResult) => void): void;
}

const LOOK_MS = 20_000;

/** The policy of tool calls: granted, approved, unchanged, by a person where asked for, paid for. */
export class ToolCalls {
  constructor(
    private readonly check: ToolCheck,
    private readonly approvals: Pick<ApprovalGate, 'pass'>,
    private readonly rates: RateGate,
    private readonly ledger: CallLedger,
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly bridge: Pick<SseBridge, 'channel'>,
    private readonly log: Log,
  ) {}

  async call(
    visit: Visit,
    request: ToolRequest,
    done: (result: UpstreamResult) => void,
  ): Promise<void> {
    const { exchange, identity } = visit;
    const { name } = request.message.params;
    if (typeof name !== 'string') throw new DomainError('malformed_request', 'No tool is named.');
    exchange.operation = name.slice(0, 200);
    let now = visit;
    let allowed = await this.allow(now, name, request);
    if (allowed.rules.ask) {
      exchange.releaseAll();
      await this.askPerson(now, name, allowed.pin, request);
      now = await request.again();
      allowed = await this.allow(now, name, request);
    }
    const { rules, call, pin } = allowed;
    if (rules.rate) {
      const whose = `The agent's grant for ${now.connection.name} allows ${rules.rate.requests} calls a minute.`;
      const { tenantId, agentId } = identity;
      this.rates.pass(`grant/${tenantId}/${agentId}/${now.connection.id}`, rules.rate, whose);
    }
    const act = actOf(now, name, pin, call, rules);
    await this.ledger.open(act);
    request.send(call, (result) => {
      try {
        this.ledger.close(act, result);
      } catch (error) {
        this.log.error({ err: error, requestId: exchange.id }, 'a call could not be billed');
      }
      done(result);
    });
  }

  /** Of a list that passes by, what the agent may call. */
  shown({ connection, grants }: Visit, tools: readonly unknown[]): unknown[] {
    return this.check.shown(connection, tools, (operation, { access }) =>
      grants.some(({ tools: granted }) => covers(granted, { operation, access })),
    );
  }

  changed(connection: LiveConnection): void {
    this.check.changed(connection);
  }

  private async allow(visit: Visit, name: string, request: ToolRequest) {
    const { connection } = visit;
    const pin = this.check.pin(connection, name);
    const rules = rulesOf(visit, name, pin);
    const price = BigInt(connection.settings.callPriceNano ?? '0');
    const call = await request.prepare(visit, callMeter(price));
    await this.check.now(connection, name, () => this.channel(call));
    return { pin, rules, call };
  }

  private askPerson(
    { exchange, identity, connection }: Visit,
    name: string,
    { title, access }: ToolPin,
    { message }: ToolRequest,
  ): Promise<void> {
    return this.approvals.pass(exchange, identity, {
      provider: connection.kind,
      providerTitle: connection.name,
      connectionId: connection.id,
      operation: name,
      operationTitle: title ?? name,
      access,
      method: 'POST',
      target: exchange.req.url ?? '',
      body: Buffer.from(JSON.stringify(message.params, undefined, 2)),
    });
  }

  /** In the caller's own session: that is where its call will be made. */
  private channel(call: McpCall): RpcChannel {
    const { connection, credential, target, session, exchange } = call;
    if (connection.transport === 'sse') return this.bridge.channel(session);
    const version = exchange.req.headers['mcp-protocol-version'];
    const wire = {
      name: connection.name,
      dispatcher: this.dialler.dispatcher(target.zone),
      target,
      matcher: credential?.matcher,
    };
    return new HttpChannel(wire, AbortSignal.timeout(LOOK_MS), {
      id: session,
      ...(typeof version === 'string' && { version }),
    });
  }
}

function rulesOf({ connection, grants }: Visit, name: string, pin: ToolPin): GrantRules {
  const asked = {
    kind: 'connection' as const,
    id: connection.id,
    title: connection.name,
    operation: name,
    operationTitle: pin.title ?? name,
    access: pin.access,
  };
  const lines: GrantLine[] = grants.map(({ tools, ask, limits }) => ({
    operations: tools,
    ask,
    limits,
  }));
  return decide(asked, lines);
}

/** As the ledger knows calls. */
function actOf(
  { exchange, identity, context }: Visit,
  name: string,
  { title, access }: ToolPin,
  { manifest, body, meter }: McpCall,
  rules: GrantRules,
): LedgerCall {
  const method = 'POST';
  const operation = {
    id: name,
    title: title ?? name,
    method,
    path: '/',
    access,
    safeToRetry: false,
  } as const;
  return {
    exchange,
    caller: identity,
    context,
    grant: { manifest, operation, rules },
    body,
    meter,
    grantLimit: rules.budget,
  };
}
