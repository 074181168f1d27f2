import { HttpErrorResponse } from '@angular/common/http';
import { firstValueFrom, throwError } from 'rxjs';
import { Attempt } from './attempt';

describe('an attempt', () => {
  it('is busy until its deed is done, and begins no second one meanwhile', async () => {
    const attempt = new Attempt();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const second = jest.fn(() => Promise.resolve());

    const made = attempt.make(() => promise);
    expect(attempt.busy()).toBe(true);
    await attempt.make(second);
    expect(second).not.toHaveBeenCalled();

    resolve(undefined);
    await made;
    expect(attempt.busy()).toBe(false);
  });

  it('keeps why it failed until the next one begins', async () => {
    const attempt = new Attempt();
    await attempt.make(() =>
      firstValueFrom(throwError(() => new HttpErrorResponse({ status: 0 }))),
    );
    expect(attempt.busy()).toBe(false);
    expect(attempt.failure()?.message).toMatch(/does not answer/);

    const seen: unknown[] = [];
    await attempt.make(() => {
      seen.push(attempt.failure());
      return Promise.resolve();
    });
    expect(seen).toEqual([undefined]);
    expect(attempt.failure()).toBeUndefined();
  });
});
