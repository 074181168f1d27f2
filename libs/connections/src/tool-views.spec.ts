import { offeredTool, toolViews, type OfferedTool } from './tool-pins';

const tool = (name: string, description: string): OfferedTool => {
  const found = offeredTool({ name, description, inputSchema: { type: 'object' } });
  if (!found) throw new Error('This is a tool.');
  return found;
};

describe('tools beside the approved ones', () => {
  const same = tool('same', 'As ever.');
  const views = toolViews(
    [same, tool('other', 'Now this.'), tool('new', 'New.')],
    [same, tool('other', 'Once that.'), tool('gone', 'Gone.')],
  );

  it('are marked by what became of them', () => {
    expect(views.map(({ name, change }) => [name, change])).toEqual([
      ['same', undefined],
      ['other', 'changed'],
      ['new', 'added'],
      ['gone', 'removed'],
    ]);
  });

  it('show what was approved only where it is other now', () => {
    expect(views.map(({ before }) => before?.description)).toEqual([
      undefined,
      'Once that.',
      undefined,
      undefined,
    ]);
  });
});
