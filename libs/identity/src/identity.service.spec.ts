import { auditEntities } from '@renum/audit';
import { createTestServices, testUser, type TestServices } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { identityConfig } from './identity.config';
import { IdentityModule } from './identity.module';
import { IdentityService } from './identity.service';
import { identityEntities } from './index';
import { LOCKOUT } from './lockout';
import { hashPassword } from './passwords';

const PASSWORD = 'correct horse battery';
const refused = expect.objectContaining({ code: 'invalid_credentials' });

describe('authenticate', () => {
  let services: TestServices;
  let identity: IdentityService;
  let passwordHash: string;

  beforeAll(async () => {
    services = await createTestServices();
    const module = await services.process({
      imports: [IdentityModule],
      entities: [...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });
    identity = module.get(IdentityService);
    passwordHash = await hashPassword(PASSWORD);
  });
  afterAll(() => services.close());

  const person = () => testUser(services.database, { passwordHash });
  const attempts = async (email: string, n: number) => {
    for (let i = 0; i < n; i += 1) {
      await expect(identity.authenticate(email, 'wrong')).rejects.toEqual(refused);
    }
  };
  const endPause = (userId: string) =>
    services.database.platform.transaction((em) =>
      em.execute('update users set locked_until = now() where id = ?', [userId]),
    );

  it('finds the user, however the email is written', async () => {
    const { userId, email } = await person();
    const user = await identity.authenticate(` ${String(email).toUpperCase()} `, PASSWORD);
    expect(user.id).toBe(userId);
  });

  it('answers the same to a wrong password and to nobody', async () => {
    const { email } = await person();
    const answers = await Promise.allSettled([
      identity.authenticate(String(email), 'wrong'),
      identity.authenticate('nobody@example.test', 'wrong'),
    ]);
    const [wrong, nobody] = answers.map((answer) =>
      answer.status === 'rejected' ? String(answer.reason) : 'let in',
    );
    expect(wrong).toContain('Email or password is wrong');
    expect(nobody).toBe(wrong);
  });

  it('pauses after repeated failures, for the right password too, and then lets in', async () => {
    const { userId, email } = await person();
    await attempts(String(email), LOCKOUT.freeAttempts + 1);
    await expect(identity.authenticate(String(email), PASSWORD)).rejects.toEqual(refused);
    await endPause(userId);
    await expect(identity.authenticate(String(email), PASSWORD)).resolves.toMatchObject({
      id: userId,
    });
    // The count begins anew.
    await attempts(String(email), LOCKOUT.freeAttempts);
    await expect(identity.authenticate(String(email), PASSWORD)).resolves.toBeDefined();
  });

  it('does not let a stranger prolong the pause', async () => {
    const { userId, email } = await person();
    const until = () =>
      services.database.platform.transaction((em) =>
        em.execute('select locked_until, failed_attempts from users where id = ?', [userId]),
      );
    await attempts(String(email), LOCKOUT.freeAttempts + 1);
    const before = await until();
    await attempts(String(email), 3);
    expect(await until()).toEqual(before);
  });

  it('gives a burst of parallel guesses no more than the free attempts', async () => {
    const { userId, email } = await person();
    const burst = Array.from({ length: 20 }, () => identity.authenticate(String(email), 'wrong'));
    await Promise.allSettled(burst);
    const [row] = await services.database.platform.transaction((em) =>
      em.execute<{ failed_attempts: number }[]>('select failed_attempts from users where id = ?', [
        userId,
      ]),
    );
    expect(row?.failed_attempts).toBe(LOCKOUT.freeAttempts + 1);
  });
});
