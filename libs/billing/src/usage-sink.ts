import type { Refused } from './row-insert';
import type { UsageRow } from './usage-record';

export type RefusedRow = Refused<UsageRow>;

/** Where usage rows end up. Writing a row twice must be the same as writing it once. */
export interface UsageSink {
  /** Resolves when the rows are committed. @throws when the database cannot be reached. */
  write(rows: readonly UsageRow[]): Promise<RefusedRow[]>;
}
