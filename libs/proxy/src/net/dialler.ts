import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { DomainError } from '@renum/platform';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import {
  refuseAddress,
  refuseEndpoint,
  type EgressPolicy,
  type EgressZone,
  type Endpoint,
} from './egress-policy';

/** All addresses of a name. Called once a connection, so that what was classified is dialled. */
export type Resolve = (hostname: string) => Promise<string[]>;

const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map(({ address }) => address));
    });
  });

export interface DiallerOptions {
  connectTimeoutMs?: number;
  /** Connections to one origin. */
  connections?: number;
  resolve?: Resolve;
  /** Told each address right before it is dialled. */
  onDial?: (address: string, endpoint: Endpoint) => void;
  /** Opens the connection to a checked address; TCP and TLS by undici unless told otherwise. */
  connector?: buildConnector.connector;
}

/** How many of a name's addresses are tried before giving up. */
const MAX_ATTEMPTS = 3;

/**
 * Opens connections in three zones that share nothing. For each new connection: resolve once,
 * classify every address, dial one of exactly these. Certificates are checked against the name.
 */
export class SafeDialler {
  private readonly agents: Record<EgressZone, Agent>;
  private readonly resolve: Resolve;

  constructor(
    private readonly policy: EgressPolicy,
    private readonly options: DiallerOptions = {},
  ) {
    this.resolve = options.resolve ?? systemResolve;
    this.agents = {
      public: this.agent('public'),
      listed: this.agent('listed'),
      'stand-in': this.agent('stand-in'),
    };
  }

  dispatcher(zone: EgressZone): Dispatcher {
    return this.agents[zone];
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.agents).map((agent) => agent.close()));
  }

  async destroy(): Promise<void> {
    await Promise.all(Object.values(this.agents).map((agent) => agent.destroy()));
  }

  /** The addresses of an endpoint that may be dialled; throws `destination_refused`. */
  async addresses(zone: EgressZone, endpoint: Endpoint): Promise<string[]> {
    const beforehand = refuseEndpoint(this.policy, zone, endpoint);
    if (beforehand) throw refusal(endpoint, beforehand);
    const host = endpoint.hostname.replace(/^\[|\]$/g, '');
    const found = isIP(host) === 0 ? await this.resolve(host) : [host];
    if (found.length === 0) throw refusal(endpoint, 'the name has no address');
    for (const address of found) {
      // One bad address spoils the name: a mixed answer is how rebinding begins.
      const why = refuseAddress(this.policy, zone, endpoint, address);
      if (why) throw refusal(endpoint, why);
    }
    return found;
  }

  private agent(zone: EgressZone): Agent {
    const timeout = this.options.connectTimeoutMs ?? 10_000;
    const connector = this.options.connector ?? buildConnector({ timeout, allowH2: false });
    return new Agent({
      connections: this.options.connections ?? 256,
      maxOrigins: 1024,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: 20_000,
      connect: (options, callback) => {
        const endpoint = endpointFrom(options);
        this.addresses(zone, endpoint).then(
          (addresses) => this.dial(connector, options, endpoint, addresses, callback),
          (error: unknown) => callback(asError(error), null),
        );
      },
    });
  }

  private dial(
    connector: buildConnector.connector,
    options: buildConnector.Options,
    endpoint: Endpoint,
    addresses: string[],
    callback: buildConnector.Callback,
  ): void {
    const name = endpoint.hostname.replace(/^\[|\]$/g, '');
    const servername = isIP(name) === 0 ? name : undefined;
    const attempt = (index: number): void => {
      const address = addresses[index] ?? '';
      this.options.onDial?.(address, endpoint);
      const secure = endpoint.protocol === 'https:' && servername !== undefined;
      connector(
        { ...options, hostname: address, servername: secure ? servername : undefined },
        (...result) => {
          if (result[0] && index + 1 < Math.min(addresses.length, MAX_ATTEMPTS)) {
            attempt(index + 1);
          } else callback(...result);
        },
      );
    };
    attempt(0);
  }
}

function endpointFrom({ protocol, hostname, port }: buildConnector.Options): Endpoint {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  const fallback = protocol === 'https:' ? 443 : 80;
  return { protocol, hostname: host.toLowerCase(), port: Number(port) || fallback };
}

function refusal(endpoint: Endpoint, why: string): DomainError {
  const message = `The destination ${endpoint.hostname} is refused: ${why}.`;
  return new DomainError('destination_refused', message);
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
