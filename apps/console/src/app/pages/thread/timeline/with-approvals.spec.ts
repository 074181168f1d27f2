import { approvalView } from '../../../../testing/views';
import type { TimelineItem, ToolItem } from './run-timeline';
import { waitingCalls, withApprovals } from './with-approvals';

const AT = '2026-11-21T10:00:';
const tool = (id: string, second: string, state: ToolItem['state'] = 'done'): ToolItem => ({
  kind: 'tool',
  id,
  name: 'web_search',
  input: {},
  output: '',
  state,
  startedAt: `${AT}${second}Z`,
});
const said: TimelineItem = { kind: 'text', id: 't', text: 'x', thinking: '', done: true };
const asked = (id: string, second: string, state: 'pending' | 'approved' = 'pending') =>
  approvalView({ id, requestedAt: `${AT}${second}Z`, state });

describe('approvals in a conversation', () => {
  const ids = (items: TimelineItem[], ...approvals: ReturnType<typeof asked>[]) =>
    withApprovals(items, approvals).map(({ id }) => id);

  it('stand behind their call, whatever was said since', () => {
    const items = [tool('a', '01'), said, tool('b', '20')];
    expect(ids(items, asked('1', '02'), asked('2', '21'))).toEqual(['a', '1', 't', 'b', '2']);
  });

  it('keep their order behind one call, and bear that its start was noted late', () => {
    expect(ids([tool('a', '03'), said], asked('1', '02'), asked('2', '04'))).toEqual([
      'a',
      '1',
      '2',
      't',
    ]);
  });

  it('are shown at the end while their call is not known yet', () => {
    expect(ids([said], asked('1', '02'))).toEqual(['t', '1']);
  });

  it('make the call above wait while they are open', () => {
    const rows = (state: 'pending' | 'approved') =>
      waitingCalls(withApprovals([tool('a', '01', 'running')], [asked('1', '02', state)]));
    expect([...rows('pending')]).toEqual(['a']);
    expect([...rows('approved')]).toEqual([]);
  });
});
