import type { TokenSet } from './token-set';

export type Grant = 'authorization_code' | 'client_credentials';

/** What may be known of an OAuth 2 credential without opening it. Lives beside it, as JSON. */
export interface Oauth2State {
  grant: Grant;
  scopes: string[];
  /** Absent where tokens last until they are withdrawn. */
  accessTokenExpiresAt?: string;
  /** From then on it is renewed at the next use. */
  renewAt?: string;
  /** False where only the person can get another token. */
  renewable: boolean;
  /** The provider no longer renews; a person must connect the account again. */
  needsAuthorization: boolean;
}

const MARGIN_MS = 120_000;

export function stateOf(grant: Grant, asked: string[], tokens: TokenSet, now: Date): Oauth2State {
  const renewable = grant === 'client_credentials' || tokens.refreshToken !== undefined;
  const { lifeSeconds, scopes = asked } = tokens;
  const state = { grant, scopes, renewable, needsAuthorization: false };
  if (lifeSeconds === undefined) return state;
  const life = lifeSeconds * 1000;
  const expiry = now.getTime() + life;
  return {
    ...state,
    accessTokenExpiresAt: new Date(expiry).toISOString(),
    // Of a short life, two minutes were all or most of it. What cannot be renewed is used up.
    renewAt: new Date(expiry - (renewable ? Math.min(MARGIN_MS, life / 5) : 0)).toISOString(),
  };
}

const reached = (moment: string | undefined, now: number): boolean =>
  moment !== undefined && Date.parse(moment) <= now;

export const isDue = ({ renewAt }: Oauth2State, now = Date.now()): boolean => reached(renewAt, now);

export const isOver = ({ accessTokenExpiresAt }: Oauth2State, now = Date.now()): boolean =>
  reached(accessTokenExpiresAt, now);
