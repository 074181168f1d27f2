import { Injectable } from '@nestjs/common';
import type { CredentialView } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { DomainError, isDomainError, newId, tenantContext } from '@renum/platform';
import { CredentialStore, currentUser, mustNotBeRevoked } from '../credential-store';
import { baseUrlFor, checkedSecret, invalid } from '../secret-rules';
import type { Credential } from '../vault.entities';
import { Oauth2Client, type Application } from './oauth2-client';
import { ConnectFailed, TokensRefused } from './oauth2-errors';
import type { FlowRequest } from './oauth2-flow';
import { Oauth2Flows, type TakenFlow } from './oauth2-flows';
import { callSecret, Oauth2Providers, type ConnectableProvider } from './oauth2-providers';
import { stateOf, type Grant } from './oauth2-state';
import { oauth2Secret, type Oauth2Secret, type TokenSet } from './token-set';

/** The tenant's application at the provider, and what it should be allowed to do. */
export interface ConnectRequest {
  provider: string;
  name: string;
  clientId: string;
  clientSecret?: string;
  /** Without them the provider's usual ones. */
  scopes?: string[];
  /** The other parts of the credential, where the provider has any. */
  fields?: Record<string, string>;
  baseUrl?: string;
}

/** An account is connected again, with the application at hand or with another one. */
export interface ReconnectRequest {
  credentialId: string;
  clientId?: string;
  clientSecret?: string;
  scopes?: string[];
}

export interface BegunConnection {
  authorizationUrl: string;
  expiresAt: Date;
  state: string;
  /** For the browser that began it, and for no other place. */
  browserToken: string;
}

/** Accounts at providers, connected by OAuth 2. */
@Injectable()
export class Oauth2Credentials {
  constructor(
    private readonly database: TenantDatabase,
    private readonly store: CredentialStore,
    private readonly providers: Oauth2Providers,
    private readonly client: Oauth2Client,
    private readonly flows: Oauth2Flows,
  ) {}

  /** An application's own access: nobody needs to agree. */
  async createForApplication(request: ConnectRequest): Promise<CredentialView> {
    const provider = await this.providers.get(request.provider, 'client_credentials');
    const application = applicationOf(request);
    if (application.clientSecret === undefined)
      throw invalid('clientSecret', 'An application of its own needs its secret.');
    const wanted = wantedOf(provider, request);
    const tokens = await this.client
      .clientCredentials(provider, application, wanted.scopes)
      .catch((error: unknown) => {
        if (!(error instanceof TokensRefused)) throw error;
        const said = `${provider.title} refused the application: ${error.code}.`;
        throw invalid('clientSecret', said);
      });
    return this.save(provider, 'client_credentials', { ...wanted, ...application }, tokens);
  }

  /** The first half: where the person goes to agree. */
  async begin(
    request: ConnectRequest | ReconnectRequest,
    redirectUri: string,
  ): Promise<BegunConnection> {
    const userId = currentUser();
    if (userId === null) throw new DomainError('forbidden', 'Only a person connects an account.');
    const { provider, flow, clientSecret } =
      'credentialId' in request
        ? await this.again(request, redirectUri)
        : await this.anew(request, redirectUri);
    const begun = await this.flows.begin(userId, flow, clientSecret);
    const { state, verifier, browserToken, expiresAt } = begun;
    const { clientId, scopes } = flow;
    const asked = { clientId, redirectUri, scopes, state, verifier };
    const authorizationUrl = await this.client.authorizationUrl(provider, asked);
    return { authorizationUrl, expiresAt, state, browserToken };
  }

  /**
   * The second half, when the browser comes back with the provider's answer.
   * @param mayStill whether who began it may still connect accounts there
   * @returns the credential's id
   * @throws ConnectFailed, with a reason that may be shown
   */
  async finish(
    parameters: URLSearchParams,
    browserToken: string | undefined,
    mayStill: (who: { tenantId: string; userId: string }) => Promise<boolean>,
  ): Promise<string> {
    const state = parameters.get('state') ?? '';
    const flow = await this.flows.take(state, browserToken);
    const { tenantId, userId } = flow;
    if (!(await mayStill({ tenantId, userId }))) throw new ConnectFailed('not_allowed');
    const actor = { type: 'user', id: userId } as const;
    return tenantContext.run({ tenantId, actor }, () => this.connect(flow, parameters, state));
  }

  private async connect(
    { request, verifier, clientSecret }: TakenFlow,
    parameters: URLSearchParams,
    state: string,
  ): Promise<string> {
    const { clientId, redirectUri } = request;
    const application = { clientId, ...(clientSecret !== undefined && { clientSecret }) };
    try {
      const provider = await this.providers.get(request.provider, 'authorization_code');
      const answer = { parameters, state, redirectUri, verifier };
      const tokens = await this.client.exchange(provider, application, answer);
      const wanted = { ...request, ...application };
      return (await this.save(provider, 'authorization_code', wanted, tokens)).id;
    } catch (cause) {
      if (cause instanceof ConnectFailed) throw cause;
      if (cause instanceof TokensRefused) throw new ConnectFailed('refused', { cause });
      const away = isDomainError(cause, 'upstream_unreachable');
      throw new ConnectFailed(away ? 'unreachable' : 'failed', { cause });
    }
  }

  private async anew(request: ConnectRequest, redirectUri: string) {
    const provider = await this.providers.get(request.provider, 'authorization_code');
    const { clientId, clientSecret } = applicationOf(request);
    const flow: FlowRequest = { ...wantedOf(provider, request), clientId, redirectUri };
    return { provider, flow, clientSecret: neededSecret(provider, clientSecret) };
  }

  private async again(request: ReconnectRequest, redirectUri: string) {
    const { credentialId, clientId, scopes } = request;
    const { credential, secret } = await this.stored(credentialId);
    const provider = await this.providers.get(credential.provider, 'authorization_code');
    const application = clientId === undefined ? secret : applicationOf({ ...request, clientId });
    const flow: FlowRequest = {
      provider: credential.provider,
      name: credential.name,
      clientId: application.clientId,
      scopes: scopes ?? credential.oauth2?.scopes ?? provider.oauth2.defaultScopes,
      fields: secret.fields,
      baseUrl: credential.baseUrl ?? null,
      credentialId,
      redirectUri,
    };
    return { provider, flow, clientSecret: neededSecret(provider, application.clientSecret) };
  }

  private async stored(id: string): Promise<{ credential: Credential; secret: Oauth2Secret }> {
    const { credential, sealed } = await this.database.transaction(async (em) => {
      const found = await this.store.existing(em, id);
      mustNotBeRevoked(found);
      if (!found.oauth2) throw invalid('credentialId', 'It is not a connected account.');
      await this.store.record(em, 'credential.opened', found, { purpose: 'authorization' });
      return { credential: found, sealed: await this.store.sealed(em, found) };
    });
    return { credential, secret: oauth2Secret(this.store.open(credential, sealed)) };
  }

  private async save(
    provider: ConnectableProvider,
    grant: Grant,
    wanted: Omit<FlowRequest, 'redirectUri'> & Application,
    tokens: TokenSet,
  ): Promise<CredentialView> {
    const { clientId, clientSecret, fields, scopes, credentialId } = wanted;
    const secret: Oauth2Secret = {
      clientId,
      ...(clientSecret !== undefined && { clientSecret }),
      accessToken: tokens.accessToken,
      ...(tokens.refreshToken !== undefined && { refreshToken: tokens.refreshToken }),
      fields,
    };
    // Would not be found out before the first call otherwise.
    callSecret(provider, secret);
    const oauth2 = stateOf(grant, scopes, tokens, new Date());
    const value = JSON.stringify(secret);
    const hint = clientId.slice(0, 40);
    const saved = await this.database.transaction(async (em) => {
      if (credentialId === undefined) {
        const { provider: id, name, baseUrl } = wanted;
        const kind = 'oauth2' as const;
        const row = { id: newId(), provider: id, kind, name, hint, baseUrl, oauth2 };
        return this.store.insert(em, { ...row, standIn: false, expiresAt: null }, value);
      }
      const current = await this.store.locked(em, credentialId);
      mustNotBeRevoked(current);
      Object.assign(current, { kind: 'oauth2', hint, oauth2, version: current.version + 1 });
      await em.flush();
      await this.store.addVersion(em, current, value);
      await this.store.record(em, 'credential.replaced', current);
      return current;
    });
    return this.store.announce(saved);
  }
}

const applicationOf = ({ clientId, clientSecret }: Application): Application => ({
  clientId: checkedSecret(clientId),
  ...(clientSecret !== undefined && { clientSecret: checkedSecret(clientSecret) }),
});

/** Only with PKCE does an application without a secret prove that it is the one that began. */
function neededSecret({ title, oauth2 }: ConnectableProvider, secret: string | undefined) {
  if (secret === undefined && !oauth2.pkce)
    throw invalid('clientSecret', `${title} needs the application's secret.`);
  return secret;
}

function wantedOf(provider: ConnectableProvider, request: ConnectRequest) {
  const { name, scopes = provider.oauth2.defaultScopes, fields = {} } = request;
  callSecret(provider, { accessToken: 'not-yet-there', fields });
  const baseUrl = baseUrlFor(provider, request.baseUrl) ?? null;
  return { provider: provider.id, name, scopes, fields, baseUrl };
}
