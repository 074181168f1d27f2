import { createTestDatabase, entityDrift, type TestDatabase } from '@renum/testing';
import { ENTITIES } from './app.module';

/** Entities are written by hand beside the migrations; here they are held against each other. */
describe('the entities of all rooms', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await createTestDatabase({ entities: ENTITIES })));
  afterAll(() => db.drop());

  it('say what the migrated schema says', async () => {
    expect(await entityDrift(db, ENTITIES)).toEqual([]);
  });

  it('name each table once', () => {
    const tables = ENTITIES.map(({ meta }) => meta.tableName);
    expect(tables).toEqual([...new Set(tables)]);
    expect(tables.length).toBeGreaterThan(10);
  });
});
