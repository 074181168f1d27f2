import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Role } from '@renum/contracts';
import type { PlatformDatabase } from '@renum/database';
import {
  AccessTokens,
  identityConfig,
  SigningKeys,
  type AccessClaims,
  type IdentityConfig,
} from '@renum/identity';
import { newId } from '@renum/platform';
import { createControlPlane } from '../bootstrap';

interface Services {
  database: { appUrl: string; platformUrl: string; platform: PlatformDatabase };
  redis: { url: string; prefix: string };
}

interface Tenant {
  id: string;
  owner: { userId: string };
  member(role: Role): Promise<{ userId: string }>;
}

/** A request of somebody who is signed in. */
export type Call = Awaited<ReturnType<TestControlPlane['as']>>;

/** The whole control plane on real services, for specs; people come in by real tokens. */
export class TestControlPlane {
  private constructor(
    readonly app: NestExpressApplication,
    readonly origin: string,
    readonly workspaces: string,
    private readonly home: string,
    private readonly database: Services['database'],
  ) {}

  /** `more` is environment. */
  static async start(
    { database, redis }: Services,
    more: Record<string, string> = {},
  ): Promise<TestControlPlane> {
    const home = mkdtempSync(join(tmpdir(), 'renum-api-'));
    const rootKey = join(home, 'root.key');
    writeFileSync(rootKey, randomBytes(32).toString('base64'), { mode: 0o600 });
    const workspaces = join(home, 'workspaces');
    const app = await createControlPlane({
      PLANES: 'control',
      DATABASE_URL: database.appUrl,
      DATABASE_PLATFORM_URL: database.platformUrl,
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      ROOT_KEY_FILE: rootKey,
      RENUM_HOME: home,
      WORKSPACES_DIR: workspaces,
      PUBLIC_URL: 'http://localhost:3000',
      LOG_LEVEL: 'silent',
      ...more,
    });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new TestControlPlane(app, `http://127.0.0.1:${port}`, workspaces, home, database);
  }

  async stop(): Promise<void> {
    await this.app.close();
    rmSync(this.home, { recursive: true });
  }

  /** A session of somebody, as a sign-in would have made it. */
  async session(userId: string, tenantId?: string): Promise<string> {
    const family = newId();
    await this.database.platform.transaction((em) =>
      em.execute(
        `insert into sessions (id, family_id, user_id, tenant_id, token_hash, expires_at)
         values (?, ?, ?, ?, ?, now() + interval '1 hour')`,
        [newId(), family, userId, tenantId ?? null, randomBytes(32)],
      ),
    );
    return family;
  }

  async token(claims: Omit<AccessClaims, 'operator'>, seconds = 600): Promise<string> {
    const config = this.app.get<IdentityConfig>(identityConfig.KEY, { strict: false });
    const keys = this.app.get(SigningKeys, { strict: false });
    const tokens = new AccessTokens(keys, { ...config, ACCESS_TOKEN_SECONDS: seconds });
    return (await tokens.issue({ ...claims, operator: false })).accessToken;
  }

  /** Calls the API as somebody. */
  async as(who: { userId: string; tenantId?: string; role?: Role }) {
    const sessionFamily = await this.session(who.userId, who.tenantId);
    const token = await this.token({ ...who, sessionFamily });
    return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(`${this.origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
  }

  /** Calls the API as the owner of a tenant. */
  owner({ id, owner }: Tenant): Promise<Call> {
    return this.as({ userId: owner.userId, tenantId: id, role: 'owner' });
  }

  /** Calls the API as a new member of a tenant. */
  async member(tenant: Tenant, role: Role): Promise<Call> {
    const { userId } = await tenant.member(role);
    return this.as({ userId, tenantId: tenant.id, role });
  }

  /** Calls the API as a new operator. */
  async operator(): Promise<Call> {
    const userId = newId();
    await this.database.platform.transaction((em) =>
      em.execute(
        `insert into users (id, email, name, password_hash, operator) values (?, ?, 'Operator', '-', true)`,
        [userId, `${userId}@example.test`],
      ),
    );
    return this.as({ userId });
  }
}
