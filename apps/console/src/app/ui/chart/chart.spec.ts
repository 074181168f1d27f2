import { NO_ERRORS_SCHEMA } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NgxEchartsDirective } from 'ngx-echarts';
import { Chart } from './chart';
import type { ChartData } from './chart-data';

const DATA: ChartData = {
  unit: 'count',
  labels: ['Nov 19', 'Nov 20', 'Nov 21'],
  series: [{ name: 'Calls', values: [1, 0, 3] }],
};

describe('Chart', () => {
  function show() {
    // jsdom has no canvas to draw on.
    TestBed.overrideComponent(Chart, {
      remove: { imports: [NgxEchartsDirective] },
      add: { schemas: [NO_ERRORS_SCHEMA] },
    });
    const fixture = TestBed.createComponent(Chart);
    fixture.componentRef.setInput('data', DATA);
    fixture.componentRef.setInput('label', 'Calls by time');
    fixture.detectChanges();
    const frame = (fixture.nativeElement as HTMLElement).querySelector('[role="group"]')!;
    const press = async (key: string) => {
      frame.dispatchEvent(new KeyboardEvent('keydown', { key }));
      await fixture.whenStable();
      return frame.querySelector('[aria-live]')?.textContent;
    };
    return { frame, press };
  }

  it('can be walked through by keys, and says each step', async () => {
    const { frame, press } = show();
    expect(frame.getAttribute('tabindex')).toBe('0');
    expect(frame.getAttribute('aria-label')).toContain('Calls by time');
    expect(await press('ArrowRight')).toBe('Nov 19: Calls 1');
    expect(await press('ArrowLeft')).toBe('Nov 19: Calls 1');
    expect(await press('ArrowRight')).toBe('Nov 20: nothing');
    expect(await press('End')).toBe('Nov 21: Calls 3');
    expect(await press('ArrowRight')).toBe('Nov 21: Calls 3');
    expect(await press('Home')).toBe('Nov 19: Calls 1');
    expect(await press('a')).toBe('Nov 19: Calls 1');
    expect(await press('Escape')).toBe('');
    expect(await press('ArrowLeft')).toBe('Nov 21: Calls 3');
  });
});
