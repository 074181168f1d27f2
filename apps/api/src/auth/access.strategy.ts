import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { DomainError } from '@renum/platform';
import { Admission, type Principal } from '@renum/tenants';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';

export const ACCESS_STRATEGY = 'access-token';

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;

/** Finds the access token in the request and asks `Admission` who that is now. */
@Injectable()
export class AccessStrategy extends PassportStrategy(Strategy, ACCESS_STRATEGY) {
  constructor(private readonly admission: Admission) {
    super();
  }

  async validate(request: Request): Promise<Principal> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (!token) {
      const message = 'Sign in and send the access token as "Authorization: Bearer …".';
      throw new DomainError('unauthenticated', message);
    }
    return this.admission.admit(token);
  }
}
