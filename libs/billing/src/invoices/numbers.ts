import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';

/**
 * The next number of a series, by year: `INV-2026-000042`. Whoever asks next waits until this
 * transaction has ended; if it rolls back, the number is given again. So there are no gaps.
 */
export async function nextNumber(em: EntityManager, series: 'INV' | 'CN'): Promise<string> {
  const [row] = await em.execute<{ year: number; last: number }[]>(
    `insert into document_numbers (series, year, last)
     values (?, extract(year from now() at time zone 'UTC'), 1)
     on conflict (series, year) do update set last = document_numbers.last + 1
     returning year, last`,
    [series],
  );
  if (!row) throw new DomainError('internal', 'No number was given.');
  return `${series}-${row.year}-${String(row.last).padStart(6, '0')}`;
}
