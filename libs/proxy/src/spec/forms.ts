const hex4 = (code: number): string => code.toString(16).padStart(4, '0');
const hex2 = (code: number): string => code.toString(16).toUpperCase().padStart(2, '0');
const unicode = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${hex4(text.charCodeAt(at))}`).join('');
const ENTITY: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const unpadded = (text: string): string => base64(text).replace(/=+$/, '');

/** The ways in which an answer may carry a secret back, each made the way that others make it. */
export const FORMS: readonly (readonly [name: string, encode: (secret: string) => string])[] = [
  ['plain', (s) => s],
  ['lower case', (s) => s.toLowerCase()],
  ['upper case', (s) => s.toUpperCase()],
  ['reversed', (s) => [...s].reverse().join('')],
  ['base64', base64],
  ['base64, shifted by one', (s) => base64(`x${s}`)],
  ['base64, shifted by two', (s) => base64(`xy${s}`)],
  ['base64 without padding', unpadded],
  ['base64, shifted by one, without padding', (s) => unpadded(`x${s}`)],
  ['base64, shifted by two, without padding', (s) => unpadded(`xy${s}`)],
  ['base64 of basic auth', (s) => base64(`user:${s}`)],
  ['base64 in the middle', (s) => base64(`{"key":"${s}","more":1}`)],
  ['base64url', (s) => Buffer.from(s).toString('base64url')],
  ['base64url, shifted by one', (s) => Buffer.from(`x${s}`).toString('base64url')],
  ['base64url, shifted by two', (s) => Buffer.from(`xy${s}`).toString('base64url')],
  ['base64url with padding', (s) => base64(s).replaceAll('+', '-').replaceAll('/', '_')],
  ['hex', (s) => Buffer.from(s).toString('hex')],
  ['HEX', (s) => Buffer.from(s).toString('hex').toUpperCase()],
  ['URI component', (s) => encodeURIComponent(s)],
  [
    'URI component in lower case',
    (s) => encodeURIComponent(s).replace(/%../g, (escape) => escape.toLowerCase()),
  ],
  [
    'URI component of other languages',
    (s) => encodeURIComponent(s).replace(/[!'()*]/g, (mark) => `%${hex2(mark.charCodeAt(0))}`),
  ],
  ['path of other languages', (s) => encodeURIComponent(s).replaceAll('%2F', '/')],
  ['URI', (s) => encodeURI(s)],
  ['form', (s) => new URLSearchParams({ k: s }).toString().slice(2)],
  ['every byte in percent', (s) => Buffer.from(s).toString('hex').replace(/../g, '%$&')],
  [
    'every byte in PERCENT',
    (s) => Buffer.from(s).toString('hex').toUpperCase().replace(/../g, '%$&'),
  ],
  ['JSON', (s) => JSON.stringify(s)],
  ['JSON in JSON', (s) => JSON.stringify(JSON.stringify(s))],
  ['JSON with escaped slashes', (s) => JSON.stringify(s).replaceAll('/', '\\/')],
  ['JSON in ASCII', (s) => JSON.stringify(s).replace(/[^\x20-\x7e]/g, unicode)],
  ['unicode escapes', unicode],
  ['UNICODE escapes', (s) => unicode(s).replace(/[0-9a-f]{4}/g, (hex) => hex.toUpperCase())],
  ['HTML', (s) => s.replace(/[&<>"]/g, (mark) => `&${ENTITY[mark]};`).replaceAll("'", '&#39;')],
];
