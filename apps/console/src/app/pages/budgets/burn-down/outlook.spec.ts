import { budgetFigures, burnDownView, usd } from '../../../../testing/money-views';
import { outlookOf } from './outlook';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('the outlook of a budget', () => {
  it.each([
    [burnDownView(), budgetFigures(), 'At this pace it runs out on Nov 25, 2026.', true],
    [
      burnDownView({ step: 'hour', runsOutAt: '2026-11-21T18:30:00Z' }),
      budgetFigures({ period: 'day' }),
      'At this pace it runs out at 18:30 UTC.',
      true,
    ],
    [
      burnDownView({ to: undefined, projected: undefined }),
      budgetFigures({ period: 'total' }),
      'At this pace it runs out on Nov 25, 2026.',
      false,
    ],
    [
      burnDownView({ runsOutAt: undefined }),
      budgetFigures(),
      'At this pace it lasts for the whole period.',
      false,
    ],
    [
      burnDownView(),
      budgetFigures({ spent: usd('50000000000') }),
      'Used up: calls are refused until it begins anew on Dec 1, 2026.',
      true,
    ],
    [
      burnDownView({ projected: undefined, runsOutAt: undefined }),
      budgetFigures(),
      'It is too early to say how long it lasts.',
      false,
    ],
    [
      burnDownView({ projected: usd('0'), runsOutAt: undefined }),
      budgetFigures({ spent: usd('0') }),
      'Nothing was spent yet.',
      false,
    ],
  ])('%#', (view, figures, text, bad) => {
    expect(outlookOf(view, figures, NOW)).toEqual({ text, bad });
  });
});
