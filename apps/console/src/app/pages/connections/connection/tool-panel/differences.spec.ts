import type { ConnectionToolView } from '@renum/contracts';
import { differencesOf } from './differences';

const tool = (overrides: Partial<ConnectionToolView>): ConnectionToolView => ({
  name: 'forecast',
  description: 'The weather.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
  access: 'read',
  change: 'changed',
  ...overrides,
});
const { description, inputSchema } = tool({});
const only = (side: { text: string; only: boolean }[] = []) =>
  side.filter((line) => line.only).map(({ text }) => text.trim());

describe('differences of a tool', () => {
  it('are the lines that the other side has not', () => {
    // Its type is a line that stands elsewhere too, and is new here all the same.
    const properties = { city: { type: 'string' }, token: { type: 'string' } };
    const [parameters, ...others] = differencesOf(
      tool({
        inputSchema: { properties, type: 'object' },
        before: { description, inputSchema },
      }),
    );
    expect(others).toEqual([]);
    expect(parameters?.what).toBe('Parameters');
    expect(only(parameters?.after)).toEqual(['},', '"token": {', '"type": "string"']);
    expect(only(parameters?.before)).toEqual([]);
  });

  it('are none where only the order of names is other', () => {
    const properties = { city: { type: 'string' } };
    const before = { description, inputSchema: { properties, type: 'object' } };
    expect(differencesOf(tool({ before }))).toEqual([]);
  });

  it('show signs that cannot be seen', () => {
    const before = { description, inputSchema };
    const [words] = differencesOf(tool({ description: 'The weather.\u200b', before }));
    expect(only(words?.after)).toEqual(['The weather.⟨U+200B⟩']);
    expect(only(words?.before)).toEqual(['The weather.']);
  });

  it('are none beside nothing', () => {
    expect(differencesOf(tool({ change: 'added' }))).toEqual([]);
  });
});
