import type { BudgetBurnDownView, BudgetFigures } from '@renum/contracts';
import { budgetState } from '../../../core/budget-words';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });

const moment = (iso: string, step: BudgetBurnDownView['step']): string =>
  step === 'hour' ? `at ${hour.format(new Date(iso))} UTC` : `on ${day.format(new Date(iso))}`;

/** In a sentence: whether the limit lasts, and if not until when. */
export function outlookOf(
  { step, runsOutAt, projected, to }: BudgetBurnDownView,
  figures: BudgetFigures,
  now: number,
): { text: string; bad: boolean } {
  if (budgetState(figures) === 'exhausted') {
    const until = to ? ` until it begins anew ${moment(to, 'day')}` : '';
    return { text: `Used up: calls are refused${until}.`, bad: true };
  }
  if (runsOutAt && Date.parse(runsOutAt) > now)
    return { text: `At this pace it runs out ${moment(runsOutAt, step)}.`, bad: to !== undefined };
  if (figures.spent.nano === '0') return { text: 'Nothing was spent yet.', bad: false };
  if (projected && to) return { text: 'At this pace it lasts for the whole period.', bad: false };
  return { text: 'It is too early to say how long it lasts.', bad: false };
}
