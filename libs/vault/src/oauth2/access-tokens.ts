import { Injectable } from '@nestjs/common';
import { resolved, type OpenedSecret } from '../credential-resolver';
import type { Credential } from '../vault.entities';
import { callSecret, Oauth2Providers } from './oauth2-providers';
import { isDue, type Oauth2State } from './oauth2-state';
import { hiddenParts, oauth2Secret } from './token-set';

/** While a due token is used on, whoever keeps it asks again so soon. */
const AGAIN_MS = 5_000;

/** Connected accounts as calls use them: one access token, until it is due. */
@Injectable()
export class AccessTokens {
  constructor(private readonly providers: Oauth2Providers) {}

  /** @param sealedText what was sealed, in clear */
  async opened(credential: Credential, sealedText: string): Promise<OpenedSecret> {
    const { oauth2: state } = credential;
    if (!state) throw new Error('not a connected account');
    const secret = oauth2Secret(sealedText);
    const provider = await this.providers.get(credential.provider, state.grant);
    const all = resolved(credential);
    const ends = [all.expiresAt, keepUntil(state)].filter((end) => end !== undefined);
    const expiresAt = ends.toSorted((a, b) => a.getTime() - b.getTime())[0];
    const value = callSecret(provider, secret);
    return { ...all, ...(expiresAt && { expiresAt }), value, hidden: hiddenParts(secret) };
  }
}

/** No copy outlives the moment at which the token is due. */
function keepUntil(state: Oauth2State): Date | undefined {
  const { renewAt, accessTokenExpiresAt } = state;
  if (renewAt === undefined || accessTokenExpiresAt === undefined) return undefined;
  if (!isDue(state)) return new Date(renewAt);
  return new Date(Math.min(Date.parse(accessTokenExpiresAt), Date.now() + AGAIN_MS));
}
