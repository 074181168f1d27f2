import { Turns } from './turns';

describe('turns', () => {
  it('are taken one after the other under one key, even behind a failure, and at once under two', async () => {
    const turns = new Turns();
    const said: string[] = [];
    const first = Promise.withResolvers<void>();
    const failed = turns.take('a', async () => {
      await first.promise;
      said.push('first');
      throw new Error('lost');
    });
    const second = turns.take('a', async () => {
      said.push('second');
    });
    await turns.take('b', async () => {
      said.push('other');
    });
    expect(said).toEqual(['other']);
    first.resolve();
    await expect(failed).rejects.toThrow('lost');
    await second;
    expect(said).toEqual(['other', 'first', 'second']);
  });
});
