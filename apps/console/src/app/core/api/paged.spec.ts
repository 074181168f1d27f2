import type { Page } from '@renum/contracts';
import { Paged } from './paged';

describe('a paged list', () => {
  it('grows until there is no more', async () => {
    const pages: Record<string, Page<number>> = {
      '': { items: [1, 2], nextCursor: 'b' },
      b: { items: [3] },
    };
    const list = new Paged((cursor = '') => Promise.resolve(pages[cursor]!));
    expect(list.loaded()).toBe(false);
    await list.reload();
    expect([list.items(), list.hasMore()]).toEqual([[1, 2], true]);
    await list.more();
    expect([list.items(), list.hasMore()]).toEqual([[1, 2, 3], false]);
  });

  it('drops an answer that a newer question has overtaken', async () => {
    const waiting: ((page: Page<string>) => void)[] = [];
    const list = new Paged<string>(() => new Promise((resolve) => waiting.push(resolve)));
    const first = list.reload();
    const second = list.reload();
    waiting[1]?.({ items: ['new'] });
    waiting[0]?.({ items: ['old'] });
    await Promise.all([first, second]);
    expect(list.items()).toEqual(['new']);
    expect(list.loading()).toBe(false);
  });

  it('keeps its rows when it cannot be read again', async () => {
    let fails = false;
    const fetch = () => (fails ? Promise.reject(new Error('x')) : Promise.resolve({ items: [1] }));
    const list = new Paged<number>(fetch);
    await list.reload();
    fails = true;
    await list.reload();
    expect(list.items()).toEqual([1]);
    expect(list.error()).toEqual(new Error('x'));
  });
});
