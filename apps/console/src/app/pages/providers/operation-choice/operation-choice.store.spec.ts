import { TestBed } from '@angular/core/testing';
import type { CustomOperation } from '@renum/contracts';
import { MAX_OPERATIONS, OperationChoice } from './operation-choice.store';

const operation = (id: string, overrides: Partial<CustomOperation> = {}): CustomOperation => ({
  id,
  title: `Title of ${id}`,
  method: 'GET',
  path: `/${id}`,
  access: 'read',
  safeToRetry: true,
  ...overrides,
});
const PETS = [
  operation('pets.list'),
  operation('pets.add', { method: 'POST', access: 'write', safeToRetry: false }),
  operation('users.list'),
];

describe('choosing operations', () => {
  let choice: OperationChoice;
  beforeEach(() => {
    choice = TestBed.configureTestingModule({ providers: [OperationChoice] }).inject(
      OperationChoice,
    );
    choice.offer(PETS, { chosen: false, described: true });
  });
  const chosen = () => choice.chosen().map(({ id }) => id);

  it('needs one, and not too many', () => {
    expect(choice.fault()).toBe('Choose at least one operation.');
    choice.choose('pets.list', true);
    expect(choice.fault()).toBeUndefined();
    const many = Array.from({ length: MAX_OPERATIONS + 1 }, (_, i) => operation(`op.${i}`));
    choice.offer(many, { chosen: true, described: true });
    expect(choice.fault()).toContain('501 are chosen');
  });

  it('chooses the reads among what the search found, and leaves the others as they are', () => {
    choice.choose('users.list', true);
    choice.search.set('pets get');
    choice.chooseFound('read');
    expect(chosen()).toEqual(['pets.list', 'users.list']);
    choice.search.set('pets');
    choice.chooseFound('all');
    expect(chosen()).toEqual(['pets.list', 'pets.add', 'users.list']);
    choice.chooseFound('none');
    expect(chosen()).toEqual(['users.list']);
  });

  it('knows whether what is chosen is still what the file says', () => {
    choice.choose('pets.list', true);
    expect(choice.edited()).toBe(false);
    choice.put('pets.list', operation('pets.list', { title: 'All pets' }));
    expect(choice.edited()).toBe(true);
    expect(choice.chosen()[0]?.title).toBe('All pets');
    choice.choose('pets.list', false);
    expect(choice.edited()).toBe(false);
  });

  it('adds and removes what a person wrote', () => {
    choice.put(undefined, operation('pets.feed'));
    expect(chosen()).toEqual(['pets.feed']);
    choice.remove('pets.feed');
    expect(chosen()).toEqual([]);
  });

  it('shows many step by step', () => {
    const many = Array.from({ length: 130 }, (_, i) => operation(`op.${i}`));
    choice.offer(many, { chosen: false, described: true });
    expect([choice.shown().length, choice.hidden()]).toEqual([60, 70]);
    choice.more();
    expect([choice.shown().length, choice.hidden()]).toEqual([120, 10]);
  });
});
