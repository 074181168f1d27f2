import type { UsageRow } from './usage-record';

/** A row that the database will never take, and why. */
export interface RefusedRow {
  row: UsageRow;
  message: string;
}

/** Where usage rows end up. Writing a row twice must be the same as writing it once. */
export interface UsageSink {
  /** Resolves when the rows are committed. @throws when the database cannot be reached. */
  write(rows: readonly UsageRow[]): Promise<RefusedRow[]>;
}
