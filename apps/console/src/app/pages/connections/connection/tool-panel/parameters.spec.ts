import { parametersOf } from './parameters';

describe('parameters of a tool', () => {
  it('lists names, types and what is needed', () => {
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string', description: 'Where' },
        unit: { enum: ['C', 'F'] },
        days: { type: ['integer', 'null'] },
        tags: { type: 'array', items: { type: 'string' } },
        place: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        free: true,
      },
      required: ['city'],
    };
    expect(parametersOf(schema).map(({ name, type, required }) => [name, type, required])).toEqual([
      ['city', 'string', true],
      ['unit', '"C" | "F"', false],
      ['days', 'integer or null', false],
      ['tags', 'list of string', false],
      ['place', 'string or number', false],
      ['free', 'anything', false],
    ]);
    expect(parametersOf(schema)[0]?.description).toBe('Where');
  });

  it('goes into objects and lists, to an end', () => {
    const part = { type: 'object', properties: { a: { type: 'object', properties: { b: {} } } } };
    const names = parametersOf({
      properties: { one: part, many: { type: 'array', items: part } },
    }).map(({ name }) => name);
    expect(names).toEqual(['one', 'one.a', 'one.a.b', 'many', 'many[].a', 'many[].a.b']);
  });

  it.each([[{}], [{ properties: [] }], [{ properties: null }]])('copes with %j', (schema) => {
    expect(parametersOf(schema)).toEqual([]);
  });
});
