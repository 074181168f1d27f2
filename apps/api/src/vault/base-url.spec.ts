import type { CredentialView } from '@renum/contracts';
import {
  createTestServices,
  testTenant,
  testUser,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';

const LISTED = '10.1.2.3';
const REFUSED = [
  'http://10.0.0.1/v1',
  'http://169.254.169.254/latest',
  'http://[::ffff:127.0.0.1]/v1',
];

/** Real: the whole control plane. No call is made: nothing is stored that could make one. */
describe('a base URL that no call could go to', () => {
  let services: TestServices;
  let plane: TestControlPlane;
  let tenant: TestTenant;
  let builder: Call;
  let operator: Call;

  beforeAll(async () => {
    services = await createTestServices();
    plane = await TestControlPlane.start(services, { EGRESS_PRIVATE_HOSTS: LISTED });
    tenant = await testTenant(services.database);
    const { userId } = await tenant.member('builder');
    builder = await plane.as({ userId, tenantId: tenant.id, role: 'builder' });
    operator = await plane.as(await testUser(services.database, { operator: true }));
  });
  afterAll(async () => {
    await plane.stop();
    await services.close();
  });

  const key = { provider: 'openai-compatible', name: 'Ours', secret: 'sk-canary' };
  const account = { provider: 'openai-compatible', name: 'Desk', clientId: 'id' };
  const codeOf = async (answer: Response) => {
    const { code } = (await answer.json()) as { code?: string };
    return `${answer.status} ${code}`;
  };
  const stored = async () => (await operator('GET', '/v1/operator/credentials')).text();

  it.each(REFUSED)('makes no key of the platform, and moves none: %s', async (baseUrl) => {
    const path = '/v1/operator/credentials';
    const before = await stored();
    expect(await codeOf(await operator('POST', path, { ...key, baseUrl }))).toBe(
      '422 base_url_refused',
    );
    expect(await stored()).toBe(before);
    const made = await operator('POST', path, { ...key, baseUrl: 'https://models.example/v1' });
    const { id } = (await made.json()) as CredentialView;
    const moved = await operator('POST', `${path}/${id}/replace`, { secret: 'sk-2', baseUrl });
    expect(await codeOf(moved)).toBe('422 base_url_refused');
    expect(await (await operator('GET', `${path}/${id}`)).json()).toMatchObject({
      version: 1,
      baseUrl: 'https://models.example/v1',
    });
  });

  it.each(REFUSED)('connects no account: %s', async (baseUrl) => {
    for (const path of ['', '/authorize'].map((end) => `/v1/credentials/oauth2${end}`)) {
      const answer = await builder('POST', path, { ...account, clientSecret: 's', baseUrl });
      expect(await codeOf(answer)).toBe('422 base_url_refused');
    }
  });

  it('is none that the operator allows', async () => {
    const baseUrl = `http://${LISTED}:11434/v1`;
    const made = await operator('POST', '/v1/operator/credentials', { ...key, baseUrl });
    expect(made.status).toBe(201);
    for (const path of ['', '/authorize'].map((end) => `/v1/credentials/oauth2${end}`)) {
      const answer = await builder('POST', path, { ...account, clientSecret: 's', baseUrl });
      // The provider has no accounts to connect; its address is not what it is refused for.
      expect(await codeOf(answer)).toBe('422 validation_failed');
    }
  });
});
