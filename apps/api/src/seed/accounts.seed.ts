import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { normalizeEmail, UserEntity, UsersService, type NewUser } from '@renum/identity';
import { newId } from '@renum/platform';
import { MemberEntity, TenantEntity, TenantsService } from '@renum/tenants';
import { DEMO_TENANT } from './demo-content';
import { seedConfig, type SeedConfig } from './seed.config';
import type { SeedLog } from './seed-log';

/** The operator, and the demo's owner in the demo's tenant. What exists stays as it is. */
@Injectable()
export class AccountsSeed {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly users: UsersService,
    private readonly tenants: TenantsService,
    @Inject(seedConfig.KEY) private readonly config: SeedConfig,
  ) {}

  async operator(log: SeedLog): Promise<void> {
    const { OPERATOR_EMAIL: email, OPERATOR_PASSWORD: password } = this.config;
    await this.database.transaction((em) =>
      this.user(em, { email, password, name: 'Operator', operator: true }, log),
    );
  }

  /** The demo tenant's id. */
  demo(log: SeedLog): Promise<string> {
    const { DEMO_OWNER_EMAIL: email, DEMO_OWNER_PASSWORD: password } = this.config;
    return this.database.transaction(async (em) => {
      const present = await em.findOne(TenantEntity, { slug: DEMO_TENANT.slug });
      const { id: tenantId } = present ?? (await this.tenants.insert(em, DEMO_TENANT));
      if (!present) log.made('tenant demo');
      const userId = await this.user(em, { email, password, name: 'Demo Owner' }, log);
      // Only a tenant that we have just made: whom its owner has removed since stays removed.
      if (!present) await join(em, tenantId, userId);
      return tenantId;
    });
  }

  private async user(em: EntityManager, user: NewUser, log: SeedLog): Promise<string> {
    const known = await em.findOne(UserEntity, { email: normalizeEmail(user.email) });
    if (known) return known.id;
    log.made(`user ${user.email}`);
    return this.users.create(em, user);
  }
}

async function join(em: EntityManager, tenantId: string, userId: string): Promise<void> {
  const now = new Date();
  const member = { id: newId(), tenantId, userId, role: 'owner' as const };
  await em.insert(MemberEntity, { ...member, createdAt: now, updatedAt: now });
}
