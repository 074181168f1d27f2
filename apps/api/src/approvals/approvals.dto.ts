import { APPROVAL_STATES } from '@renum/contracts';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

export const approvalsQuery = pageQuery.extend({
  state: z.enum(APPROVAL_STATES).optional(),
  runId: z.uuid().optional(),
  agentId: z.uuid().optional(),
});
export type ApprovalsQuery = z.infer<typeof approvalsQuery>;

/** The agent is told the note: a denial can say what to do instead. */
export const decisionBody = z
  .object({ note: z.string().trim().max(1_000).optional() })
  .prefault({});
export type DecisionBody = z.infer<typeof decisionBody>;
