import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@renum/database';
import { AgentsService } from '@renum/orchestrator';
import { tenantContext } from '@renum/platform';
import { VaultService } from '@renum/vault';
import { DEMO_AGENT, STAND_IN_PROVIDERS } from './demo-content';
import type { SeedLog } from './seed-log';

/** What lives in the demo tenant, made by the same services that people use. */
@Injectable()
export class ContentSeed {
  constructor(
    private readonly database: TenantDatabase,
    private readonly vault: VaultService,
    private readonly agents: AgentsService,
  ) {}

  fill(tenantId: string, log: SeedLog): Promise<void> {
    return tenantContext.run({ tenantId, actor: { type: 'system' } }, async () => {
      await this.credentials(log);
      await this.agent(log);
    });
  }

  /** A stand-in that was revoked counts as present: the person wanted it gone. */
  private async credentials(log: SeedLog): Promise<void> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ provider: string }[]>('select provider from credentials where stand_in'),
    );
    const present = new Set(rows.map(({ provider }) => provider));
    for (const provider of STAND_IN_PROVIDERS) {
      if (present.has(provider)) continue;
      // No real key, but handled as one: it must never be seen outside the vault either.
      const secret = `stand-in-${randomBytes(24).toString('base64url')}`;
      await this.vault.create({ provider, name: 'Demo stand-in', secret, standIn: true });
      log.made(`credential ${provider}`);
    }
  }

  /** Archived ones count: a demo that was tidied up stays tidy. */
  private async agent(log: SeedLog): Promise<void> {
    const present = await this.database.transaction((em) =>
      em.execute('select 1 from agents limit 1'),
    );
    if (present.length > 0) return;
    await this.agents.create(DEMO_AGENT);
    log.made(`agent ${DEMO_AGENT.name}`);
  }
}
