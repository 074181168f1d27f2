import { derivedId, newId } from './ids';

describe('a derived id', () => {
  const at = Date.UTC(2026, 10, 21, 16);

  it('is the same for the same, and another for anything else', () => {
    const id = derivedId(at, 'a', 'b');
    expect(derivedId(at, 'a', 'b')).toBe(id);
    for (const other of [derivedId(at + 1, 'a', 'b'), derivedId(at, 'ab'), derivedId(at, 'b', 'a')])
      expect(other).not.toBe(id);
  });

  it('is a UUIDv7 of its moment', () => {
    expect(derivedId(at, 'a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    expect(derivedId(at, 'a') < derivedId(at + 1, 'a')).toBe(true);
    expect(derivedId(Date.now() - 60_000, 'a') < newId()).toBe(true);
  });
});
