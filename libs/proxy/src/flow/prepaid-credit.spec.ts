import { PrepaidCredit } from './prepaid-credit';

const refused = { code: 'wallet_empty' };

describe('credit for keys of the platform', () => {
  it('covers all calls that are under way together', async () => {
    const credit = new PrepaidCredit(() => Promise.resolve(10n));
    const leave = await credit.enter('a', 6n);
    await expect(credit.enter('a', 5n)).rejects.toMatchObject(refused);
    await credit.enter('a', 4n);
    await expect(credit.enter('a', 1n)).rejects.toMatchObject(refused);
    await credit.enter('b', 10n);
    leave();
    await credit.enter('a', 6n);
    await expect(credit.enter('a', 1n)).rejects.toMatchObject(refused);
  });

  it('is not exceeded by calls that come at once', async () => {
    const credit = new PrepaidCredit(() => Promise.resolve(10n));
    const all = await Promise.allSettled(Array.from({ length: 9 }, () => credit.enter('a', 3n)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('is looked up again after a second, and is of no concern to who pays later', async () => {
    let clock = 0;
    let left: bigint | undefined = 1n;
    const credit = new PrepaidCredit(
      () => Promise.resolve(left),
      () => clock,
    );
    await expect(credit.enter('a', 2n)).rejects.toMatchObject(refused);
    left = 2n;
    await expect(credit.enter('a', 2n)).rejects.toMatchObject(refused);
    clock = 1_001;
    await credit.enter('a', 2n);
    left = undefined;
    clock = 3_000;
    await credit.enter('a', 1_000n);
  });
});
