import { z } from 'zod';

/** What every list takes. `cursor` is the `nextCursor` of the page before. */
export const pageQuery = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof pageQuery>;
