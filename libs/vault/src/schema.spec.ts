import { createTestDatabase, entityDrift, type TestDatabase } from '@renum/testing';
import { vaultEntities } from './vault.entities';

describe('vault entities', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  it('say what the migrations say', async () => {
    expect(await entityDrift(db, vaultEntities)).toEqual([]);
  });
});
