import { agentConfig, type AgentConfigInput, type Role } from '@renum/contracts';
import { newId, tenantContext, type Actor } from '@renum/platform';
import type { TestDatabase } from './database';
import { insertRow, type Row } from './rows';

type Overrides = Row & { id?: string };

/** A valid agent configuration; say only what matters to the test. */
export const testAgentConfig = (overrides: Partial<AgentConfigInput> = {}) =>
  agentConfig.parse({
    model: { provider: 'openai', name: 'gpt-4.1-mini' },
    instructions: 'You are a test agent.',
    ...overrides,
  });

/** A tenant with its owner, and builders for what lives in it. Rows are valid by default. */
export class TestTenant {
  constructor(
    private readonly db: TestDatabase,
    readonly id: string,
    readonly slug: string,
    readonly owner: { userId: string; memberId: string; email: string },
  ) {}

  /** Runs `work` in this tenant's context, as its owner unless said otherwise. */
  run<T>(work: () => T, actor: Actor = { type: 'user', id: this.owner.userId }): T {
    return tenantContext.run({ tenantId: this.id, actor }, work);
  }

  async member(role: Role, overrides: Row = {}) {
    const { userId, email } = await testUser(this.db, overrides);
    const id = await this.insert('members', { userId, role });
    return { memberId: id, userId, email };
  }

  async agent(overrides: Overrides = {}) {
    const { config = testAgentConfig(), ...rest } = overrides;
    const id = rest.id ?? newId();
    const versionId = newId();
    await this.db.platform.transaction(async (em) => {
      const tenantId = this.id;
      const name = 'Test agent';
      await insertRow(em, 'agents', { id, tenantId, name, currentVersionId: versionId, ...rest });
      const version = { id: versionId, tenantId, agentId: id, number: 1, config };
      await insertRow(em, 'agent_versions', version);
    });
    return { id, versionId };
  }

  async thread(agentId: string, overrides: Overrides = {}) {
    return this.insert('threads', { agentId, ...overrides });
  }

  /** A queued run of `agent` on `threadId`. */
  async queuedRun(
    agent: { id: string; versionId: string },
    threadId: string,
    overrides: Overrides = {},
  ) {
    return this.insert('runs', {
      threadId,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      input: 'Do it.',
      maxCostNano: 1_000_000_000n.toString(),
      ...overrides,
    });
  }

  async instance(threadId: string, workerId: string, overrides: Overrides = {}) {
    return this.insert('instances', { threadId, workerId, ...overrides });
  }

  /** Any row of a tenant table; `id` and `tenantId` are filled in. */
  async insert(table: string, row: Overrides): Promise<string> {
    const id = row.id ?? newId();
    await this.db.platform.transaction((em) =>
      insertRow(em, table, { id, tenantId: this.id, ...row }),
    );
    return id;
  }
}

export async function testUser(db: TestDatabase, overrides: Row = {}) {
  const userId = newId();
  const email = `${userId}@example.test`;
  const row = { id: userId, email, name: 'Test Person', passwordHash: '-', ...overrides };
  await db.platform.transaction((em) => insertRow(em, 'users', row));
  return { userId, email: row.email };
}

/** A tenant with an owner. */
export async function testTenant(db: TestDatabase, overrides: Overrides = {}): Promise<TestTenant> {
  const id = overrides.id ?? newId();
  const slug = `t-${id}`;
  await db.platform.transaction((em) =>
    insertRow(em, 'tenants', { id, name: 'Test tenant', slug, ...overrides }),
  );
  const user = await testUser(db);
  const memberId = newId();
  const member = { id: memberId, tenantId: id, userId: user.userId, role: 'owner' };
  await db.platform.transaction((em) => insertRow(em, 'members', member));
  return new TestTenant(db, id, slug, { ...user, memberId });
}
