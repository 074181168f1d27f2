import { attachment } from './attachment';

describe('attachment', () => {
  it.each([
    ['report.md', `attachment; filename="report.md"; filename*=UTF-8''report.md`],
    ['Ü b.md', `attachment; filename="_ b.md"; filename*=UTF-8''%C3%9C%20b.md`],
    ['a"b\\c', `attachment; filename="a_b_c"; filename*=UTF-8''a%22b%5Cc`],
    [
      'x\r\nset-cookie: a',
      `attachment; filename="x__set-cookie: a"; filename*=UTF-8''x%0D%0Aset-cookie%3A%20a`,
    ],
    [`it's (1).txt`, `attachment; filename="it's (1).txt"; filename*=UTF-8''it%27s%20%281%29.txt`],
  ])('names %j safely', (name, header) => {
    expect(attachment(name)).toBe(header);
  });
});
