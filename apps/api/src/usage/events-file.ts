import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { eventLines, type UsageEventFormat } from '@renum/billing';
import type { UsageEventView } from '@renum/contracts';

const TYPES: Record<UsageEventFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
};

/**
 * A download that is read from the database as fast as it is taken. The first page is read before the
 * answer begins, so that what fails at once still is an error.
 */
export async function eventsFile(
  pages: AsyncGenerator<UsageEventView[], void>,
  format: UsageEventFormat,
): Promise<StreamableFile> {
  const first = await pages.next();
  const all = async function* () {
    if (first.value) yield first.value;
    yield* pages;
  };
  return new StreamableFile(Readable.from(eventLines(all(), format)), {
    type: TYPES[format],
    disposition: `attachment; filename="usage-events.${format}"`,
  });
}
