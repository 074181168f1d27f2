import { z } from 'zod';

/** What a token endpoint gave. */
export interface TokenSet {
  accessToken: string;
  refreshToken?: string;
  lifeSeconds?: number;
  scopes?: string[];
}

const sealed = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string().optional(),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  /** The other parts of the credential, by the provider's names for them; no secrets. */
  fields: z.record(z.string(), z.string()).default({}),
});

/** What is sealed of a connected account: all that is needed to use and to renew it. */
export type Oauth2Secret = z.output<typeof sealed>;

export const oauth2Secret = (text: string): Oauth2Secret => sealed.parse(JSON.parse(text));

/** Each text of it that must not be seen anywhere. */
export const hiddenParts = ({ accessToken, refreshToken, clientSecret }: Oauth2Secret): string[] =>
  [accessToken, refreshToken, clientSecret].filter((part) => part !== undefined);

/** A renewal may keep the refresh token, or replace it (RFC 6749, section 6). */
export const renewedSecret = (secret: Oauth2Secret, tokens: TokenSet): Oauth2Secret => ({
  ...secret,
  accessToken: tokens.accessToken,
  ...(tokens.refreshToken !== undefined && { refreshToken: tokens.refreshToken }),
});
