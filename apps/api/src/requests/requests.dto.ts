import { REQUEST_DECISIONS } from '@renum/contracts';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

const moment = z.iso.datetime({ offset: true });

/** `503` is itself, `5xx` the whole class. */
const status = z
  .string()
  .regex(/^[1-5](?:\d\d|xx)$/, 'an HTTP status, or a class such as 5xx')
  .transform((text) => ({
    from: Number(text.replace('xx', '00')),
    to: Number(text.replace('xx', '99')),
  }));

export const requestsQuery = pageQuery.extend({
  cursor: z.string().max(200).optional(),
  agentId: z.uuid().optional(),
  apiKeyId: z.uuid().optional().describe('What an external app called by this API key.'),
  runId: z.uuid().optional(),
  provider: z.string().max(64).optional(),
  decision: z.enum(REQUEST_DECISIONS).optional(),
  status: status.optional().describe('What the caller was answered: `503`, or `5xx`.'),
  from: moment.optional(),
  to: moment.optional().describe('Exclusive.'),
});
export type RequestsQuery = z.infer<typeof requestsQuery>;
