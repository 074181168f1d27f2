import { indented } from './json-text';

describe('JSON for reading', () => {
  it('looks as JSON.stringify makes it', () => {
    const value = { a: [1, { b: null }, [], {}], 'c d': 'x: {"y"} \\ , "', e: -1.5e3, f: true };
    expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    expect(indented('"text"')).toBe('"text"');
  });

  it('hides nothing: names that stand twice, escaped signs, long numbers', () => {
    const text = String.raw`{"to":"ann","to":"eve","note":"\u202eabc","n":9007199254740993}`;
    const shown = indented(text);
    expect(shown.match(/"to"/g)).toHaveLength(2);
    expect(shown).toContain(String.raw`"\u202eabc"`);
    expect(shown).toContain('9007199254740993');
  });

  it.each(['{"a":[1,…', 'to=1&text=hi', ''])('leaves %j alone', (text) => {
    expect(indented(text)).toBe(text);
  });
});
