import { Inject, Injectable } from '@nestjs/common';
import { ROLES, type Role } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { identityConfig, type IdentityConfig } from './identity.config';
import { ALGORITHM } from './signing-key.entity';
import { SigningKeys } from './signing-keys.service';

export const AUDIENCE = 'renum';

/** What an access token says. Roles may change during its life: ask `Admission` what holds now. */
export interface AccessClaims {
  userId: string;
  tenantId?: string;
  role?: Role;
  operator: boolean;
  sessionFamily: string;
}

const payload = z
  .object({
    sub: z.uuid(),
    sid: z.uuid(),
    tid: z.uuid().optional(),
    role: z.enum(ROLES).optional(),
    op: z.boolean().default(false),
  })
  .transform(({ sub, sid, tid, role, op }): AccessClaims => ({
    userId: sub,
    sessionFamily: sid,
    tenantId: tid,
    role,
    operator: op,
  }));

/** Makes and checks access tokens: signed, short-lived, and good for this platform only. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  async issue(claims: AccessClaims): Promise<{ accessToken: string; expiresIn: number }> {
    const { kid, key } = await this.keys.current();
    const expiresIn = this.config.ACCESS_TOKEN_SECONDS;
    const { sessionFamily: sid, tenantId: tid, role, operator: op } = claims;
    const accessToken = await new SignJWT({ sid, tid, role, op })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
      .setSubject(claims.userId)
      .setIssuer(this.config.PUBLIC_URL)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${expiresIn}s`)
      .sign(key);
    return { accessToken, expiresIn };
  }

  /** The claims of a token; throws `unauthenticated` for any that is not ours, or not any more. */
  async verify(token: string): Promise<AccessClaims> {
    try {
      const verified = await jwtVerify(token, ({ kid }) => this.keyOf(kid), {
        algorithms: [ALGORITHM],
        typ: 'at+jwt',
        issuer: this.config.PUBLIC_URL,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return payload.parse(verified.payload);
    } catch (error) {
      // A database that is down is not the caller's fault and must not sign them out.
      if (!(error instanceof errors.JOSEError) && !(error instanceof z.ZodError)) throw error;
      const message =
        error instanceof errors.JWTExpired
          ? 'The access token has expired.'
          : 'The access token is not valid.';
      throw new DomainError('unauthenticated', message, { cause: error });
    }
  }

  private async keyOf(kid: string | undefined) {
    const key = kid === undefined ? undefined : await this.keys.verifier(kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
