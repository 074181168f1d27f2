import { tenantContext } from '@renum/platform';

/** Operators act in no tenant; what they do to one is written in that one's log. */
export const asOperator = <T>(tenantId: string, id: string, work: () => Promise<T>): Promise<T> =>
  tenantContext.run({ tenantId, actor: { type: 'user', id } }, work);
