import { budgetFigures, budgetView } from '../../testing/money-views';
import { budgetName, budgetState, percentOf } from './budget-words';

const usd = (nano: string) => ({ nano, currency: 'USD' });
const stateOf = (spent: string, reserved: string, limit = '1000') =>
  budgetState(budgetFigures({ spent: usd(spent), reserved: usd(reserved), limit: usd(limit) }));

describe('a budget in words', () => {
  it.each([
    ['799', '0', 'ok'],
    ['799', '1', 'near'],
    ['999', '0', 'near'],
    ['999', '1', 'exhausted'],
    ['1500', '0', 'exhausted'],
  ])('with %s spent and %s set aside of 1000 is %s', (spent, reserved, state) => {
    expect(stateOf(spent, reserved)).toBe(state);
  });

  it('of nothing is used up', () => {
    expect(stateOf('0', '0', '0')).toBe('exhausted');
    expect(percentOf('0', '0')).toBe(100);
  });

  it('has percent to a tenth, of sums that no double holds', () => {
    expect(percentOf('333333333333333333', '1000000000000000000')).toBe(33.3);
  });

  it('is called by whose it is', () => {
    const title = (provider: string) => provider.toUpperCase();
    expect(budgetName(budgetView(), title)).toBe('Researcher');
    expect(budgetName(budgetView({ scope: 'provider', provider: 'tavily' }), title)).toBe('TAVILY');
    expect(budgetName(budgetView({ scope: 'tenant' }), title)).toBe('Everything');
    expect(budgetName(budgetView({ agentName: undefined }), title)).toBe('Deleted agent');
  });
});
