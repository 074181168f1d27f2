import type { UsageRowView } from '@renum/contracts';
import { usageFigures } from '../../../../testing/usage-views';
import { ordered } from './usage-order';

const row = (label: string, costNano: string, calls = 0): UsageRowView => ({
  key: label,
  label,
  ...usageFigures({ costNano, calls }),
});
const ROWS = [
  row('b', '9007199254740993', 1),
  row('A', '9007199254740992', 3),
  { ...row('Others', '9', 9), others: true },
];
const by = (active: string, direction: 'asc' | 'desc' | '') =>
  ordered(ROWS, { active, direction }).map(({ label }) => label);

describe('order of usage', () => {
  it('is the API’s until somebody chooses', () => {
    expect(by('cost', '')).toEqual(['b', 'A', 'Others']);
    expect(by('unknown', 'asc')).toEqual(['b', 'A', 'Others']);
  });

  it('tells sums apart that no double does', () => {
    expect(by('cost', 'asc')).toEqual(['A', 'b', 'Others']);
    expect(by('cost', 'desc')).toEqual(['b', 'A', 'Others']);
  });

  it('compares quantities of one unit', () => {
    const counted = (label: string, unitsMilli: number, meter?: string) => ({
      ...row(label, '0'),
      ...{ unitsMilli, meter },
    });
    const rows = [
      counted('seconds', 90_000, 'sandbox_seconds'),
      counted('mixed', 900_000),
      counted('a lot', 10_000, 'egress_mb'),
      counted('little', 9_000, 'egress_mb'),
    ];
    const found = ordered(rows, { active: 'quantity', direction: 'desc' });
    expect(found.map(({ label }) => label)).toEqual(['seconds', 'a lot', 'little', 'mixed']);
  });

  it('keeps all others together at the end', () => {
    expect(by('calls', 'desc')).toEqual(['A', 'b', 'Others']);
    expect(by('label', 'asc')).toEqual(['A', 'b', 'Others']);
  });
});
