import type { UsageResult, UsageStart } from '../usage-record';

/** One line of a journal file. */
export type JournalRecord =
  | { type: 'start'; start: UsageStart }
  | { type: 'end'; id: string; result: UsageResult }
  /** The act was not performed after all: nothing to bill. */
  | { type: 'cancel'; id: string };

const BIGINT_FIELD = 'costNano';

export const encodeRecord = (record: JournalRecord): string =>
  `${JSON.stringify(record, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`;

/** Only a line that was cut off by a crash does not decode; it was never acted upon. */
export function decodeRecord(line: string): JournalRecord | undefined {
  try {
    return JSON.parse(line, (key, value: unknown) =>
      key === BIGINT_FIELD && typeof value === 'string' ? BigInt(value) : value,
    ) as JournalRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
