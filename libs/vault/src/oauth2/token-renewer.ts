import { Injectable } from '@nestjs/common';
import { Oauth2Client } from './oauth2-client';
import { TokensRefused } from './oauth2-errors';
import { Oauth2Providers } from './oauth2-providers';
import type { Claim, Renewed } from './renewal-lease';
import type { TokenProvider } from './token-fetch';
import { renewedSecret, type Oauth2Secret, type TokenSet } from './token-set';

/** Asks a provider for the next token of a credential. */
@Injectable()
export class TokenRenewer {
  constructor(
    private readonly providers: Oauth2Providers,
    private readonly client: Oauth2Client,
  ) {}

  /** @throws TokensRefused, DomainError `upstream_unreachable`, `destination_refused` */
  async renew({ credential, state, secret }: Claim): Promise<Renewed> {
    const provider = await this.providers.get(credential.provider, state.grant);
    const tokens = await this.ask(provider, state, secret);
    return { tokens, secret: renewedSecret(secret, tokens) };
  }

  private ask(
    provider: TokenProvider,
    { grant, scopes }: Claim['state'],
    secret: Oauth2Secret,
  ): Promise<TokenSet> {
    if (grant === 'client_credentials')
      return this.client.clientCredentials(provider, secret, scopes);
    if (secret.refreshToken === undefined) throw new TokensRefused('no_refresh_token');
    return this.client.refresh(provider, secret, secret.refreshToken);
  }
}
