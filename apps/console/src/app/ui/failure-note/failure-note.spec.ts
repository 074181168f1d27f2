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

  it('says what is wrong in which field', async () => {
    const message = 'The request has fields that are not valid.';
    const fields = { email: 'Invalid email address', name: 'Too long' };
    expect(await lines({ status: 422, message, fields })).toEqual([
      message,
      'email: Invalid email address',
      'name: Too long',
    ]);
  });

  it('says nothing twice', async () => {
    const message = 'The URL cannot be used: https is required.';
    const fields = { url: 'https is required' };
    expect(await lines({ status: 422, message, fields })).toEqual([message]);
  });
});
