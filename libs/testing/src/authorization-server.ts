import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Grant {
  clientId: string;
  redirectUri: string;
  challenge: string | null;
  scope: string;
}

/** How the server behaves; changed by a spec as it goes. */
export interface Behaviour {
  lifeSeconds?: number;
  /** A refresh token is good once, and the answer holds the next one. */
  rotates: boolean;
  /** Before it answers a renewal. */
  delayMs: number;
  /** Nothing is answered before it. */
  until?: Promise<void>;
  /** What it says instead of giving a token. */
  fails?: { status: number; body: string };
}

/** An OAuth 2 authorization server, after RFC 6749, 7636 and 9207, on loopback. */
export class AuthorizationServer implements AsyncDisposable {
  readonly client = { id: 'client-1', secret: `secret-${randomBytes(12).toString('hex')}` };
  readonly asked: URLSearchParams[] = [];
  readonly behaviour: Behaviour = { lifeSeconds: 3600, rotates: true, delayMs: 0 };
  /** Tokens that are good now; each use of them may be checked. */
  readonly accessTokens = new Set<string>();
  renewals = 0;
  private readonly codes = new Map<string, Grant>();
  private readonly refreshTokens = new Set<string>();
  private server?: Server;

  async start(): Promise<this> {
    this.server = createServer((req, res) => void this.serve(req, res));
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  /** What the person's browser does: goes there, agrees, and is sent back to this address. */
  agree(authorizationUrl: string, change: Record<string, string> = {}): URL {
    const { searchParams: asked } = new URL(authorizationUrl);
    const back = new URL(asked.get('redirect_uri') ?? '');
    const code = token('code');
    this.codes.set(code, {
      clientId: asked.get('client_id') ?? '',
      redirectUri: asked.get('redirect_uri') ?? '',
      challenge: asked.get('code_challenge'),
      scope: asked.get('scope') ?? '',
    });
    const answer = { code, state: asked.get('state') ?? '', iss: this.url, ...change };
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
    return back;
  }

  /** What it gave last. */
  newest(): { access: string; refresh: string } {
    return {
      access: [...this.accessTokens].at(-1) ?? '',
      refresh: [...this.refreshTokens].at(-1) ?? '',
    };
  }

  /** As when a person withdraws what the application may do. */
  withdraw(): void {
    this.refreshTokens.clear();
    this.accessTokens.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(req));
    this.asked.push(form);
    const { fails, delayMs, until } = this.behaviour;
    if (form.get('grant_type') === 'refresh_token') this.renewals += 1;
    if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs));
    await until;
    if (fails) return void res.writeHead(fails.status).end(fails.body);
    if (!this.knows(req, form)) return refuse(res, 401, 'invalid_client');
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.exchange(form, res);
      case 'refresh_token':
        return this.renew(form, res);
      case 'client_credentials':
        this.renewals += 1;
        return this.give(res, { scope: form.get('scope') ?? '' });
      default:
        return refuse(res, 400, 'unsupported_grant_type');
    }
  }

  private knows(req: IncomingMessage, form: URLSearchParams): boolean {
    const { id, secret } = this.client;
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    if (req.headers.authorization !== undefined) return req.headers.authorization === basic;
    return form.get('client_id') === id && form.get('client_secret') === secret;
  }

  private exchange(form: URLSearchParams, res: ServerResponse): void {
    const code = form.get('code') ?? '';
    const grant = this.codes.get(code);
    this.codes.delete(code);
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
    const proven = grant?.challenge === null || grant?.challenge === verifier.digest('base64url');
    if (!grant || !proven || grant.redirectUri !== form.get('redirect_uri'))
      return refuse(res, 400, 'invalid_grant');
    this.give(res, { scope: grant.scope, refresh_token: this.newRefreshToken() });
  }

  private renew(form: URLSearchParams, res: ServerResponse): void {
    const given = form.get('refresh_token') ?? '';
    if (!this.refreshTokens.has(given)) return refuse(res, 400, 'invalid_grant');
    this.accessTokens.clear();
    if (!this.behaviour.rotates) return this.give(res, {});
    this.refreshTokens.delete(given);
    this.give(res, { refresh_token: this.newRefreshToken() });
  }

  private give(res: ServerResponse, more: object): void {
    const accessToken = token('access');
    this.accessTokens.add(accessToken);
    const { lifeSeconds: life } = this.behaviour;
    const body = { access_token: accessToken, token_type: 'Bearer', expires_in: life, ...more };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private newRefreshToken(): string {
    const fresh = token('refresh');
    this.refreshTokens.add(fresh);
    return fresh;
  }
}

const token = (what: string): string => `${what}-${randomBytes(16).toString('hex')}`;

function refuse(res: ServerResponse, status: number, error: string): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

async function text(req: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of req) all += String(chunk);
  return all;
}
