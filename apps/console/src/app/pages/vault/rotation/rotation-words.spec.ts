import { rotationWords } from './rotation-words';

describe('a rotation in words', () => {
  it.each([
    [
      { resealed: 12, unreadable: 0, droppedKeys: 1 },
      'A new key is in use, and 12 secrets are sealed under it. 1 older key is gone for good.',
    ],
    [
      { resealed: 1, unreadable: 2, droppedKeys: 0 },
      'A new key is in use, and 1 secret is sealed under it. 2 secrets could not be opened, before or after: replace them.',
    ],
    [
      { resealed: 0, unreadable: 0, droppedKeys: 0 },
      'A new key is in use. There was no secret to seal anew.',
    ],
  ])('says %j', (result, text) => {
    expect(rotationWords(result)).toBe(text);
  });
});
