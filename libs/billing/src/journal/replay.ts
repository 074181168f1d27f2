import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { interruptedRow, usageRow, type RecoveredAct, type UsageStart } from '../usage-record';
import { decodeRecord } from './records';

export const SEGMENT_SUFFIX = '.ndjson';

/** What a journal directory still owes the ledger, in the order it was written. */
export async function rowsOf(directory: string): Promise<RecoveredAct[]> {
  const open = new Map<string, UsageStart>();
  const rows: RecoveredAct[] = [];
  for await (const line of linesOf(directory)) {
    const record = decodeRecord(line);
    switch (record?.type) {
      case 'start':
        open.set(record.start.id, record.start);
        break;
      case 'end': {
        const start = open.get(record.id);
        // A second end, or one whose start is in the ledger already.
        if (!start) break;
        open.delete(record.id);
        rows.push({ row: usageRow(start, record.result), lease: start.lease });
        break;
      }
      case 'cancel':
        open.delete(record.id);
        break;
      case undefined:
        break;
    }
  }
  for (const start of open.values()) rows.push({ row: interruptedRow(start), lease: start.lease });
  return rows;
}

async function* linesOf(directory: string): AsyncGenerator<string> {
  const names = readdirSync(directory).filter((name) => name.endsWith(SEGMENT_SUFFIX));
  for (const name of names.sort()) {
    const input = createReadStream(join(directory, name), 'utf8');
    yield* createInterface({ input, crlfDelay: Infinity });
  }
}
