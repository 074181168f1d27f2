import { newId } from './ids';
import { tenantContext } from './tenant-context';

const scope = (tenantId = newId()) => ({ tenantId, actor: { type: 'system' as const } });

describe('tenantContext', () => {
  it('refuses to guess outside of a scope', () => {
    expect(() => tenantContext.current()).toThrow(
      expect.objectContaining({ code: 'tenant_context_missing', status: 500 }),
    );
    expect(tenantContext.find()).toBeUndefined();
  });

  it('follows asynchronous work and does not leak between parallel scopes', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tenantContext.run(scope(`tenant-${index}`), async () => {
          await new Promise((resolve) => setTimeout(resolve, index % 3));
          return tenantContext.current().tenantId;
        }),
      ),
    );
    expect(seen).toEqual(seen.map((_, index) => `tenant-${index}`));
    expect(tenantContext.find()).toBeUndefined();
  });

  it('cannot be moved to another tenant from within', () => {
    tenantContext.run(scope('a'), () => {
      expect(() => Object.assign(tenantContext.current(), { tenantId: 'b' })).toThrow(TypeError);
    });
  });
});
