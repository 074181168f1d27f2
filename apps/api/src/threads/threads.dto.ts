import { DomainError } from '@renum/platform';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

export const createThreadBody = z
  .object({
    agentId: z.uuid(),
    title: z.string().trim().max(200).default('').describe('By default the first words said.'),
  })
  .meta({ examples: [{ agentId: '01945b6a-7d1c-7a3e-9f52-0c8d1e2f3a4b' }] });
export type CreateThreadBody = z.infer<typeof createThreadBody>;

export const threadsQuery = pageQuery.extend({ agentId: z.uuid().optional() });
export type ThreadsQuery = z.infer<typeof threadsQuery>;

export const messagesQuery = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export type MessagesQuery = z.infer<typeof messagesQuery>;

export const createRunBody = z
  .object({
    input: z
      .string()
      .max(200_000)
      .refine((text) => text.trim() !== '', 'is empty'),
  })
  .meta({
    examples: [{ input: 'Find three facts about row level security and write them to report.md' }],
  });
export type CreateRunBody = z.infer<typeof createRunBody>;

const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** The key of a request, if it has one. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined || idempotencyKey.safeParse(header).success) return header;
  const message = 'must be 1 to 200 printable characters without spaces';
  throw new DomainError('validation_failed', 'The Idempotency-Key is not valid.', {
    details: { errors: [{ path: 'Idempotency-Key', message }] },
  });
}

export const fileQuery = z.object({
  path: z.string().min(1).max(4_096).describe('Relative to the workspace, as listed.'),
});
export type FileQuery = z.infer<typeof fileQuery>;
