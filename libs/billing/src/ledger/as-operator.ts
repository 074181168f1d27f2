import { tenantContext } from '@renum/platform';

/**
 * Operators act in no tenant; what they do to one is written in that one's log. Without an id it is
 * the platform itself.
 */
export const asOperator = <T>(
  tenantId: string,
  id: string | undefined,
  work: () => Promise<T>,
): Promise<T> =>
  tenantContext.run({ tenantId, actor: id ? { type: 'user', id } : { type: 'system' } }, work);
