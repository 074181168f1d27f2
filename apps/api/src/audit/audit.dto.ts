import { z } from 'zod';
import { pageQuery } from '../http/page-query';

export const auditQuery = pageQuery.extend({
  action: z.string().max(100).optional(),
  actorType: z.enum(['user', 'apiKey', 'instance', 'system']).optional(),
  actorId: z.uuid().optional(),
  targetType: z.string().max(100).optional(),
  targetId: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
