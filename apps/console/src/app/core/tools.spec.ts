import { lookOf } from './tools';

describe('the look of a tool', () => {
  it.each([
    ['web_search', 'Web search'],
    ['github__issues_create', 'github: issues create'],
    ['own-shop__orders.list', 'own shop: orders list'],
    ['weather__report_measurement_2', 'weather: report measurement 2'],
    ['paint', 'paint'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('%s is called %s', (name, title) => {
    expect(lookOf(name).title).toBe(title);
  });
});
