import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import { FLOW_MS } from '@renum/vault';
import type { CookieOptions, Request, Response } from 'express';

/** Where providers send the browser back to; registered with them as the redirect URI. */
export const CALLBACK_PATH = '/v1/oauth2/callback';

/**
 * Ties an account that is being connected to the browser in which that began.
 *
 * Without it, whoever began one could have somebody else finish it: lead a person to the provider
 * and get that person's account into the own tenant, or lead the person to the answer and get the
 * own account into theirs. The cookie goes to the callback only. It is `lax`, not `strict`: the
 * browser comes from the provider's site.
 */
@Injectable()
export class BrowserCookie {
  private readonly options: CookieOptions;

  constructor(@Inject(identityConfig.KEY) { PUBLIC_URL }: IdentityConfig) {
    this.options = {
      httpOnly: true,
      sameSite: 'lax',
      secure: new URL(PUBLIC_URL).protocol === 'https:',
      path: CALLBACK_PATH,
    };
  }

  write(response: Response, state: string, token: string): void {
    response.cookie(nameOf(state), token, { ...this.options, maxAge: FLOW_MS });
  }

  /** The token of this state, which is of no use afterwards. */
  take(request: Request, response: Response, state: string): string | undefined {
    const name = nameOf(state);
    const value = (request.cookies as Record<string, unknown> | undefined)?.[name];
    if (typeof value !== 'string') return undefined;
    response.clearCookie(name, this.options);
    return value;
  }
}

/** One a flow, so that two accounts can be connected at once; the state itself is not told. */
const nameOf = (state: string): string =>
  `renum_oauth2_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;
