import { newMovementId } from './movement-id';

describe('the id of a movement', () => {
  it('is a UUIDv7 with its time', () => {
    const at = Date.parse('2026-11-21T10:00:00Z');
    const id = newMovementId(at);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
  });

  it('is another one each time', () => {
    expect(newMovementId(0)).not.toBe(newMovementId(0));
  });
});
