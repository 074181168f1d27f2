import { TestBed } from '@angular/core/testing';
import { clockText, Countdown } from './countdown';

describe('countdown', () => {
  it.each([
    [249_000, '4:09'],
    [248_001, '4:09'],
    [3_750_000, '1:02:30'],
    [-5, '0:00'],
  ])('shows %i ms as %s', (milliseconds, text) => {
    expect(clockText(milliseconds)).toBe(text);
  });

  it('counts down and says when the time is up', async () => {
    jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00Z') });
    const fixture = TestBed.createComponent(Countdown);
    fixture.componentRef.setInput('from', '2026-11-21T10:00:00Z');
    fixture.componentRef.setInput('until', '2026-11-21T10:00:03Z');
    fixture.detectChanges();
    const text = () => (fixture.nativeElement as HTMLElement).textContent?.trim();
    expect(text()).toBe('0:03 left');
    await jest.advanceTimersByTimeAsync(2_000);
    fixture.detectChanges();
    expect(text()).toBe('0:01 left');
    await jest.advanceTimersByTimeAsync(2_000);
    fixture.detectChanges();
    expect(text()).toBe('Time is up');
    jest.useRealTimers();
  });
});
