import { createHash } from 'node:crypto';

/** A run's trace id: the bytes of its own. Sent again, it is the same trace. */
export const traceIdOf = (runId: string): string => runId.replaceAll('-', '').toLowerCase();

/** The id of a part of a run's trace, by what the part is; again the same whenever it is sent. */
export const spanIdOf = (runId: string, part: string): string => {
  const id = createHash('sha256').update(`${runId}/${part}`).digest('hex').slice(0, 16);
  // All zeros is no id.
  return /^0+$/.test(id) ? '0000000000000001' : id;
};
