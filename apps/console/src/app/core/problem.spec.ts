import { HttpErrorResponse } from '@angular/common/http';
import type { Problem } from '@renum/contracts';
import { failureOf } from './problem';

const answer = (status: number, error: unknown) => new HttpErrorResponse({ status, error });
const problem = (overrides: Partial<Problem>): Problem => ({
  type: 'urn:renum:problem:conflict',
  title: 'Conflict',
  status: 409,
  code: 'conflict',
  detail: 'A run of this thread is still running.',
  ...overrides,
});

describe('what went wrong', () => {
  it('is told in the API’s words', () => {
    expect(failureOf(answer(409, problem({})))).toMatchObject({
      code: 'conflict',
      message: 'A run of this thread is still running.',
    });
  });

  it('is told in better words where there are some', () => {
    const refused = problem({ code: 'invalid_credentials', status: 401, detail: 'no' });
    expect(failureOf(answer(401, refused)).message).toBe('This email and password do not match.');
  });

  it('names the fields', () => {
    const errors = [{ path: 'config.model.name', message: 'is empty' }];
    expect(failureOf(answer(422, problem({ errors }))).faults).toEqual(['Model is empty.']);
  });

  it('is said of a field in place of the API’s general words', () => {
    const detail = 'The request has fields that are not valid.';
    const errors = [{ path: 'name', message: 'has more than 200 characters' }];
    expect(failureOf(answer(422, problem({ detail, errors })))).toMatchObject({
      message: 'Please look at this again:',
      faults: ['Name has more than 200 characters.'],
    });
  });

  it('is said once', () => {
    const detail = 'The URL cannot be used: https is required.';
    const errors = [{ path: 'url', message: 'https is required' }];
    expect(failureOf(answer(422, problem({ detail, errors })))).toMatchObject({
      message: detail,
      faults: [],
    });
  });

  it.each([
    [0, null, /Check your connection/],
    [502, '<html>Bad Gateway</html>', /answered 502/],
  ])('makes sense of %d without a problem document', (status, body, message) => {
    expect(failureOf(answer(status, body)).message).toMatch(message);
  });
});
