import { FormControl } from '@angular/forms';
import { isWebAddress, webAddress } from './web-address';

describe('a web address', () => {
  it.each(['https://hooks.example.com/renum', 'http://localhost:4100'])('is %s', (text) => {
    expect(isWebAddress(text)).toBe(true);
  });

  // What looks like an address after a sign that no browser skips is a path of this site.
  it.each([
    '',
    'example.com',
    'javascript:alert(1)',
    'data:text/html,hi',
    '\u00a0https://a.example',
  ])('is not “%s”', (text) => {
    expect(isWebAddress(text)).toBe(false);
  });

  it('may be typed with space around it', () => {
    expect(webAddress(new FormControl(' https://a.example ', { nonNullable: true }))).toBeNull();
    expect(webAddress(new FormControl(' ', { nonNullable: true }))).toEqual({ address: true });
  });
});
