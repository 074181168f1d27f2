import { Inject, Injectable, Optional } from '@nestjs/common';
import { DomainError, isDomainError } from '@renum/platform';
import type { ProviderOauth2 } from '@renum/providers';
import * as oauth from 'oauth4webapi';
import { ConnectFailed, TokensRefused, tokensUnreachable } from './oauth2-errors';
import { endpointAnswer } from './token-answer';
import { TOKEN_FETCH, type TokenFetch, type TokenProvider } from './token-fetch';
import type { TokenSet } from './token-set';

/** The tenant's application at the provider. Without a secret it is a public one. */
export interface Application {
  clientId: string;
  clientSecret?: string;
}

/** Speaks OAuth 2 (RFC 6749, 7636, 9207) with token endpoints. */
@Injectable()
export class Oauth2Client {
  constructor(@Optional() @Inject(TOKEN_FETCH) private readonly tokenFetch?: TokenFetch) {}

  /** Where the person goes. */
  async authorizationUrl(
    { oauth2 }: TokenProvider,
    request: {
      clientId: string;
      redirectUri: string;
      scopes: string[];
      state: string;
      verifier: string;
    },
  ): Promise<string> {
    const url = new URL(oauth2.authorizationUrl ?? '');
    const set = (name: string, value: string): void => url.searchParams.set(name, value);
    for (const [name, value] of Object.entries(oauth2.extraAuthorizationParams)) set(name, value);
    set('response_type', 'code');
    set('client_id', request.clientId);
    set('redirect_uri', request.redirectUri);
    set('state', request.state);
    if (request.scopes.length > 0) set('scope', request.scopes.join(oauth2.scopeSeparator));
    if (oauth2.pkce) {
      set('code_challenge', await oauth.calculatePKCECodeChallenge(request.verifier));
      set('code_challenge_method', 'S256');
    }
    return url.href;
  }

  /** @throws ConnectFailed when the answer is a no, or not this provider's */
  async exchange(
    provider: TokenProvider,
    application: Application,
    answer: {
      parameters: URLSearchParams;
      state: string;
      redirectUri: string;
      verifier: string;
    },
  ): Promise<TokenSet> {
    const server = serverOf(provider);
    const client = { client_id: application.clientId };
    const { parameters, state, redirectUri, verifier } = answer;
    let checked: URLSearchParams;
    try {
      checked = oauth.validateAuthResponse(server, client, parameters, state);
    } catch (cause) {
      throw new ConnectFailed(failureOf(cause));
    }
    return this.ask(provider, () =>
      oauth
        .authorizationCodeGrantRequest(
          server,
          client,
          clientAuth(provider, application),
          checked,
          redirectUri,
          provider.oauth2.pkce ? verifier : oauth.nopkce,
          this.options(provider),
        )
        .then((response) =>
          oauth.processAuthorizationCodeResponse(server, client, response, RECOGNIZED),
        ),
    );
  }

  /** @throws TokensRefused, DomainError `upstream_unreachable`, `destination_refused` */
  clientCredentials(
    provider: TokenProvider,
    application: Application,
    scopes: string[],
  ): Promise<TokenSet> {
    const server = serverOf(provider);
    const client = { client_id: application.clientId };
    const parameters = new URLSearchParams();
    if (scopes.length > 0) parameters.set('scope', scopes.join(provider.oauth2.scopeSeparator));
    return this.ask(provider, () =>
      oauth
        .clientCredentialsGrantRequest(
          server,
          client,
          clientAuth(provider, application),
          parameters,
          this.options(provider),
        )
        .then((response) =>
          oauth.processClientCredentialsResponse(server, client, response, RECOGNIZED),
        ),
    );
  }

  /** @throws TokensRefused, DomainError `upstream_unreachable`, `destination_refused` */
  refresh(
    provider: TokenProvider,
    application: Application,
    refreshToken: string,
  ): Promise<TokenSet> {
    const server = serverOf(provider);
    const client = { client_id: application.clientId };
    return this.ask(provider, () =>
      oauth
        .refreshTokenGrantRequest(
          server,
          client,
          clientAuth(provider, application),
          refreshToken,
          this.options(provider),
        )
        .then((response) =>
          oauth.processRefreshTokenResponse(server, client, response, RECOGNIZED),
        ),
    );
  }

  private async ask(
    { title, oauth2 }: TokenProvider,
    call: () => Promise<oauth.TokenEndpointResponse>,
  ): Promise<TokenSet> {
    try {
      return tokenSet(await call(), oauth2);
    } catch (error) {
      if (isDomainError(error)) throw error;
      // `cause` holds what was sent and answered, tokens among it: only the code goes on.
      if (error instanceof oauth.ResponseBodyError && isFinal(error))
        throw new TokensRefused(error.error);
      const cause = new Error(
        error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
      );
      throw tokensUnreachable(title, cause);
    }
  }

  private options(provider: TokenProvider) {
    const { tokenFetch } = this;
    if (!tokenFetch)
      throw new DomainError('internal', 'This process cannot reach token endpoints.');
    return {
      // Which protocols may be dialled is the dialler's to judge, by the zone.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (
        url: string,
        { headers, body }: { headers: Record<string, string>; body: URLSearchParams },
      ) => endpointAnswer(tokenFetch, provider, { url, headers, body: body.toString() }),
    };
  }
}

const serverOf = ({ oauth2 }: TokenProvider): oauth.AuthorizationServer => ({
  issuer: oauth2.issuer ?? new URL(oauth2.authorizationUrl ?? oauth2.tokenUrl).origin,
  token_endpoint: oauth2.tokenUrl,
});

/** Providers name the type of plain bearer tokens as they like (Slack: `bot`). */
const RECOGNIZED = { recognizedTokenTypes: { bot: () => undefined, user: () => undefined } };

function clientAuth({ oauth2 }: TokenProvider, application: Application): oauth.ClientAuth {
  const { clientId, clientSecret } = application;
  if (clientSecret === undefined) return oauth.None();
  if (oauth2.clientAuth === 'post') return oauth.ClientSecretPost(clientSecret);
  // Form encoding as URLSearchParams has it: providers that skip the decoding then read what they
  // gave, since their ids and secrets are made of letters, digits, `-`, `_` and `.`.
  const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  const pair = Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64');
  return (_server, _client, _body, headers) => headers.set('authorization', `Basic ${pair}`);
}

/** Codes by which a provider says that the grant, the client or the request will never do. */
const FINAL = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'access_denied',
  // GitHub's and Slack's own words for the same.
  'bad_refresh_token',
  'incorrect_client_credentials',
  'bad_verification_code',
  'redirect_uri_mismatch',
  'invalid_refresh_token',
  'token_revoked',
  'invalid_code',
  'bad_client_secret',
  'invalid_client_id',
  'bad_redirect_uri',
]);
const isFinal = ({ error, status }: oauth.ResponseBodyError): boolean =>
  FINAL.has(error) && status < 500;

function failureOf(cause: unknown): ConnectFailed['reason'] {
  if (!(cause instanceof oauth.AuthorizationResponseError)) return 'invalid_answer';
  return cause.error === 'access_denied' ? 'denied' : 'refused';
}

function tokenSet(
  answer: oauth.TokenEndpointResponse,
  { scopeSeparator }: ProviderOauth2,
): TokenSet {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: life,
    scope,
  } = answer;
  return {
    accessToken,
    ...(refreshToken && { refreshToken }),
    // Nothing, or zero, means a token without end there.
    ...(life !== undefined && life > 0 && { lifeSeconds: life }),
    ...(scope && { scopes: scope.split(scopeSeparator === ',' ? /[ ,]+/ : ' ').filter(Boolean) }),
  };
}
