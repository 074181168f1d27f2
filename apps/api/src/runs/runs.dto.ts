import { RUN_STATES } from '@renum/contracts';
import { MAX_EVENTS } from '@renum/orchestrator';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

export const runsQuery = pageQuery.extend({
  state: z.enum(RUN_STATES).optional(),
  agentId: z.uuid().optional(),
  reason: z.string().max(64).optional().describe('Why it failed, or which limit it reached.'),
});
export type RunsQuery = z.infer<typeof runsQuery>;

export const eventsQuery = z.object({
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_EVENTS).default(500),
});
export type EventsQuery = z.infer<typeof eventsQuery>;

export const answerBody = z
  .object({
    answer: z
      .string()
      .max(100_000)
      .refine((text) => text.trim() !== '', 'is empty'),
  })
  .meta({ examples: [{ answer: 'The second one, please.' }] });
export type AnswerBody = z.infer<typeof answerBody>;
