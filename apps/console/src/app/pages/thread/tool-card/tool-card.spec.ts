import { TestBed } from '@angular/core/testing';
import type { ToolItem } from '../timeline/run-timeline';
import { ToolCard } from './tool-card';

const item = (overrides: Partial<ToolItem>): ToolItem => ({
  kind: 'tool',
  id: 'c1',
  name: 'execute_command',
  input: { command: 'ls -la' },
  output: 'report.md\n',
  state: 'running',
  startedAt: '2026-11-21T10:00:00.000Z',
  ...overrides,
});

describe('ToolCard', () => {
  async function show(given: ToolItem) {
    const fixture = TestBed.createComponent(ToolCard);
    fixture.componentRef.setInput('item', given);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const head = element.querySelector<HTMLElement>('button')!;
    return { fixture, element, head };
  }

  it('shows a command and its output like a terminal', async () => {
    const { element, head } = await show(item({}));
    expect(head.textContent).toContain('Run command');
    expect(head.textContent).toContain('running');
    expect(element.querySelector('pre')?.textContent).toBe('$ ls -la\nreport.md\n');
  });

  it('stays as the person left it while its call goes on', async () => {
    const { fixture, element, head } = await show(item({}));
    head.click();
    await fixture.whenStable();
    expect(head.getAttribute('aria-expanded')).toBe('false');
    fixture.componentRef.setInput('item', item({ state: 'done', durationMs: 12 }));
    await fixture.whenStable();
    expect(element.querySelector('pre')).toBeNull();
    expect(head.textContent).toContain('12 ms');
  });

  it('shows why a file could not be written', async () => {
    const input = { file_path: '../x', file_contents: 'text' };
    const output = 'The path leaves the workspace.';
    const { element } = await show(item({ name: 'create_file', input, output, state: 'failed' }));
    expect(element.textContent).toContain('text');
    expect(element.textContent).toContain(output);
  });

  it('shows a tool that it does not know by its own name', async () => {
    const { element, head } = await show(item({ name: 'paint', input: { subject: 'moon' } }));
    expect(head.textContent).toContain('paint');
    head.click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(element.textContent).toContain('moon');
  });
});
