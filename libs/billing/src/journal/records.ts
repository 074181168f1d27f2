import type { Consumption, UsageResult, UsageStart } from '../usage-record';

/** One line of a journal file. */
export type JournalRecord =
  | { type: 'start'; start: UsageStart }
  | { type: 'end'; id: string; result: UsageResult }
  /** The act was not performed after all: nothing to bill. */
  | { type: 'cancel'; id: string };

const BIGINT_FIELD = 'costNano';

export const encodeRecord = (record: JournalRecord): string => `${JSON.stringify(plain(record))}\n`;

/** Money as text. By name, because a replacer would be called for every field of every act. */
function plain(record: JournalRecord): object {
  switch (record.type) {
    case 'start': {
      const { expected } = record.start;
      const start = expected ? { ...record.start, expected: priced(expected) } : record.start;
      return { ...record, start };
    }
    case 'end':
      return { ...record, result: priced(record.result) };
    case 'cancel':
      return record;
  }
}

const priced = (consumption: Consumption): object => ({
  ...consumption,
  [BIGINT_FIELD]: String(consumption.costNano),
});

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
