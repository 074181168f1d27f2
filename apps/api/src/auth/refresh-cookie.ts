import { Inject, Injectable } from '@nestjs/common';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import type { CookieOptions, Request, Response } from 'express';

/** The refresh token's way to the browser and back. Scripts never see it. */
@Injectable()
export class RefreshCookie {
  private readonly name: string;
  private readonly options: CookieOptions;

  constructor(@Inject(identityConfig.KEY) { PUBLIC_URL }: IdentityConfig) {
    const { port, protocol } = new URL(PUBLIC_URL);
    // Browsers do not tell cookies of two ports apart, but two installations may share a machine.
    this.name = port ? `renum_refresh_${port}` : 'renum_refresh';
    this.options = {
      httpOnly: true,
      sameSite: 'strict',
      secure: protocol === 'https:',
      path: '/v1/auth',
    };
  }

  read(request: Request): string | undefined {
    const cookies = request.cookies as Record<string, unknown> | undefined;
    const value = cookies?.[this.name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  write(response: Response, token: string, expires: Date): void {
    response.cookie(this.name, token, { ...this.options, expires });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }
}
