import { matches, pathPattern, relation } from './path-pattern';

const fits = (pattern: string, path: string): boolean =>
  matches(pathPattern(pattern), path.split('/').slice(1));

describe('path patterns', () => {
  it.each([
    ['/search', '/search'],
    ['/models/:model', '/models/gpt-5'],
    ['/models/:model', '/models/ft:gpt-5:me'],
    ['/models/:model:generateContent', '/models/gemini-2.5-flash:generateContent'],
    ['/Messages/:sid.json', '/Messages/SM1.json'],
    ['/app:base/:table', '/app1/tbl1'],
    ['/contents/:path*', '/contents/a'],
    ['/contents/:path*', '/contents/a/b/c.md'],
  ])('%s fits %s', (pattern, path) => expect(fits(pattern, path)).toBe(true));

  it.each([
    ['/search', '/searches'],
    ['/models/:model', '/models'],
    ['/models/:model', '/models/a/b'],
    ['/models/:model:generateContent', '/models/:generateContent'],
    ['/models/:model:generateContent', '/models/x:streamGenerateContent'],
    ['/Messages/:sid.json', '/Messages/SM1'],
    ['/app:base/:table', '/meta/bases'],
    ['/app:base/:table', '/app/tbl1'],
    ['/contents/:path*', '/contents'],
    ['/contents/:path*', '/other/a'],
  ])('%s does not fit %s', (pattern, path) => expect(fits(pattern, path)).toBe(false));

  it.each([
    ['/a/:x', '/b/:x', 'apart'],
    ['/a', '/a/:x', 'apart'],
    ['/a/:x', '/a/b', 'second'],
    ['/a/:x/c', '/a/:x/:y', 'first'],
    ['/a/:x:run', '/a/:x', 'first'],
    ['/a/:x:run', '/a/:x:stop', 'apart'],
    ['/app:x', '/:x', 'first'],
    ['/app:x', '/meta', 'apart'],
    ['/app:x', '/:x.json', 'ambiguous'],
    ['/app:x', '/tbl:x', 'apart'],
    ['/a/:x*', '/a/:x', 'second'],
    ['/a/:x*', '/a/b/c', 'second'],
    ['/a/:x*', '/b/c/d', 'apart'],
    ['/a/:x', '/a/:y', 'ambiguous'],
    ['/:x/b', '/a/:y', 'ambiguous'],
    ['/a/b', '/a/b', 'ambiguous'],
    ['/:x/b/:y*', '/a/:z/:y*', 'ambiguous'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(relation(pathPattern(a), pathPattern(b))).toBe(expected);
  });
});
