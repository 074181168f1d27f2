import { TestBed } from '@angular/core/testing';
import { Confirm } from '../ui/confirm/confirm';
import { keepChanges } from './unsaved';

describe('unsaved work', () => {
  const leave = (changed: boolean, sure: boolean) => {
    const ask = jest.fn().mockResolvedValue(sure);
    TestBed.configureTestingModule({ providers: [{ provide: Confirm, useValue: { ask } }] });
    const nowhere = {} as never;
    const page = { hasChanges: () => changed };
    const answer = TestBed.runInInjectionContext(() =>
      keepChanges(page, nowhere, nowhere, nowhere),
    );
    return { ask, answer };
  };

  it('is not asked about when there is none', () => {
    const { ask, answer } = leave(false, false);
    expect(answer).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });

  it.each([true, false])('is thrown away only by a clear yes (%s)', async (sure) => {
    expect(await leave(true, sure).answer).toBe(sure);
  });
});
