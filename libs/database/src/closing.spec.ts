import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@renum/testing';
import { createOrm } from './orm/create-orm';
import { PlatformDatabase } from './platform-database';

describe('closing a database', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await createTestDatabase()));
  afterAll(() => db.drop());

  const open = async () =>
    new PlatformDatabase(await createOrm({ name: 'closing', url: db.platformUrl, poolSize: 2 }));

  it('waits for a transaction that is only opening its connection', async () => {
    const database = await open();
    await database.ping();
    // The second of the two cannot take the connection that is there.
    const ask = () => database.transaction((em) => em.execute('select 1 as one'));
    const answers = Promise.all([ask(), ask()]);
    await delay(0);
    await database.close();
    expect(await answers).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  });

  it('lets what runs end, with what it still needs, and lets nothing begin after it', async () => {
    const database = await open();
    const order: string[] = [];
    const running = database.transaction(async (em) => {
      await em.execute('select pg_sleep(0.05)');
      await database.transaction((other) => other.execute('select 1'));
      order.push('work');
    });
    await Promise.all([running, database.close().then(() => order.push('closed'))]);
    expect(order).toEqual(['work', 'closed']);
    await expect(database.ping()).rejects.toThrow('closed');
  });

  it('closes at once when nothing runs', async () => {
    const database = await open();
    await database.ping();
    // No time passes: whatever it waited for would not come.
    const patience = jest.spyOn(globalThis, 'setTimeout').mockImplementation();
    await database.close();
    patience.mockRestore();
  });
});
