import { checkMethodOnce, checkShowable } from './one-reading';

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const refused = expect.objectContaining({ code: 'malformed_request' }) as Error;

describe('a call has one reading', () => {
  it.each([
    '?_method=DELETE',
    '?a=1&%5Fmethod=x',
    '?_HttpMethod=PATCH',
    '?_method[]=x',
    '?a;_method=x',
  ])('no other method by %s', (query) => {
    expect(() => checkMethodOnce(query, {}, Buffer.alloc(0))).toThrow(refused);
    expect(() => checkMethodOnce('', FORM, Buffer.from(query.slice(1)))).toThrow(refused);
    expect(() => checkMethodOnce('', {}, Buffer.from(query))).not.toThrow();
  });

  it.each(['', '?', '?method=x', '?q=_method', '?a=%zz&shipping_method=air'])(
    'leaves %s',
    (query) => {
      expect(() => checkMethodOnce(query, FORM, Buffer.from(query))).not.toThrow();
    },
  );

  it.each([
    { 'content-encoding': 'gzip' },
    { 'content-type': 'application/json; charset=utf-7' },
    { 'content-type': 'application/json; charset="UTF-16"' },
    { 'content-type': 'application/json; charset=utf-8; charset=utf-7' },
  ])('shows nobody a body of %j', (headers) => {
    expect(() => checkShowable(headers, Buffer.from('{}'))).toThrow(refused);
    expect(() => checkShowable(headers, Buffer.alloc(0))).not.toThrow();
  });

  it.each([
    {},
    { 'content-encoding': 'identity' },
    { 'content-type': 'application/json; charset=utf-8' },
    { 'content-type': 'multipart/form-data; boundary=x' },
  ])('shows a body of %j', (headers) => {
    expect(() => checkShowable(headers, Buffer.from('{}'))).not.toThrow();
  });
});
