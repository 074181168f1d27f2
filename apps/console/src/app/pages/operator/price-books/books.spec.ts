import { priceBookView } from '../../../../testing/money-views';
import { booksOf } from './books';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const version = (number: number, effectiveFrom: string, name = 'standard') =>
  priceBookView({ id: `${name}-${number}`, name, version: number, effectiveFrom });

describe('price books', () => {
  it('have one version in force, those that come and those that were', () => {
    const [, standard] = booksOf(
      [
        version(3, '2027-01-01T00:00:00Z'),
        version(2, '2026-11-01T00:00:00Z'),
        version(1, '2026-01-01T00:00:00Z'),
        version(1, '2026-01-01T00:00:00Z', 'a'),
      ],
      NOW,
    );
    expect(standard?.versions.map(({ book, state }) => [book.version, state])).toEqual([
      [3, 'coming'],
      [2, 'current'],
      [1, 'past'],
    ]);
    expect([standard?.shown.version, standard?.next?.version]).toEqual([2, 3]);
  });

  it('go by the moment, and of one moment by the higher version', () => {
    const back = booksOf(
      [version(2, '2026-01-01T00:00:00Z'), version(1, '2026-06-01T00:00:00Z')],
      NOW,
    );
    expect(back[0]?.shown.version).toBe(1);
    const same = booksOf(
      [version(1, '2026-06-01T00:00:00Z'), version(2, '2026-06-01T00:00:00Z')],
      NOW,
    );
    expect(same[0]?.shown.version).toBe(2);
  });

  it('may be not in force yet', () => {
    const [book] = booksOf([version(1, '2027-01-01T00:00:00Z')], NOW);
    expect([book?.shown.version, book?.versions[0]?.state]).toEqual([1, 'coming']);
  });
});
