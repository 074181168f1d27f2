import { createTestServices, type TestServices } from '@renum/testing';
import { runSeed } from './run-seed';

const TABLES = ['tenants', 'users', 'members', 'credentials', 'credential_versions', 'agents'];

describe('the seed', () => {
  let services: TestServices;
  const seed = (more: Record<string, string> = {}) =>
    runSeed({
      ...services.environment,
      DEMO_OWNER_PASSWORD: 'a demo password',
      OPERATOR_PASSWORD: 'an operator password',
      ...more,
    });
  const everything = () =>
    services.database.platform.transaction(async (em) => {
      const rows: unknown[] = [];
      for (const table of TABLES) rows.push(await em.execute(`select * from ${table} order by id`));
      return rows;
    });

  beforeEach(async () => {
    services = await createTestServices();
  });
  afterEach(() => services.close());

  it('makes the demo', async () => {
    expect(await seed()).toEqual([
      'user operator@renum.local',
      'tenant demo',
      'user owner@demo.renum.local',
      'credential openai',
      'credential anthropic',
      'credential tavily',
      'agent Researcher',
    ]);
    const [roles] = await services.database.platform.transaction((em) =>
      em.execute<object[]>(
        `select t.slug, t.demo, m.role, u.email, not u.operator as person
         from members m join tenants t on t.id = m.tenant_id join users u on u.id = m.user_id`,
      ),
    );
    expect(roles).toEqual({
      slug: 'demo',
      demo: true,
      role: 'owner',
      email: 'owner@demo.renum.local',
      person: true,
    });
  });

  it('changes nothing the second time, not even passwords that are other ones now', async () => {
    await seed();
    const before = await everything();
    expect(await seed({ DEMO_OWNER_PASSWORD: 'quite another password' })).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it('does not bring back what people have put away', async () => {
    await seed();
    await services.database.platform.transaction(async (em) => {
      await em.execute(`update credentials set state = 'revoked', revoked_at = now()`);
      await em.execute('update agents set archived_at = now()');
    });
    expect(await seed()).toEqual([]);
  });

  it('makes the operator alone where no demo is wanted', async () => {
    expect(await seed({ DEMO: 'false' })).toEqual(['user operator@renum.local']);
  });
});
