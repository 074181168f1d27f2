import { fieldSentence } from './field-words';

describe('what the API says of a field', () => {
  it.each([
    ['expiresAt', 'must be in the future', 'Last day must be in the future.'],
    ['name', 'has more than 200 characters', 'Name has more than 200 characters.'],
    ['config.model.name', 'is empty', 'Model is empty.'],
    ['config.limits.maxSteps', 'must be 200 at most', 'Steps must be 200 at most.'],
    ['rules.fees.2.upTo', 'is missing', 'Up to is missing.'],
    ['/secret', 'The secret is empty.', 'Key: The secret is empty.'],
    ['slug', 'small letters, digits and dashes', 'Short name: small letters, digits and dashes.'],
    ['', 'There is no field stray.', 'There is no field stray.'],
  ])('is a sentence with the name that its form has: %s', (path, message, sentence) => {
    expect(fieldSentence(path, message)).toBe(sentence);
  });
});
