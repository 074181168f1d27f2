import { TestBed } from '@angular/core/testing';
import type { Failure } from '../../core/problem';
import { FailureNote } from './failure-note';

describe('FailureNote', () => {
  async function lines(failure: Failure): Promise<(string | null)[]> {
    const fixture = TestBed.createComponent(FailureNote);
    fixture.componentRef.setInput('failure', failure);
    await fixture.whenStable();
    const note = fixture.nativeElement as HTMLElement;
    return [...note.querySelectorAll('p')].map((line) => line.textContent);
  }

  it('says what is wrong, and in which fields', async () => {
    const message = 'Please look at this again:';
    const faults = ['Email is not an email address.', 'Name is empty.'];
    expect(await lines({ status: 422, message, faults })).toEqual([message, ...faults]);
  });
});
