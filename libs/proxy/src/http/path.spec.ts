import { routeOf, voiceOf } from '../flow/route';
import { safeTarget } from './path';

describe('request targets', () => {
  it.each([
    '/proxy/tavily/search',
    '/proxy/tavily/search?a=b&c=%2F..%2e',
    '/llm/openai/v1/models/ft:gpt-4.1:acme::id',
    '/proxy/x/a%20b',
  ])('%s has one meaning', (target) => expect(safeTarget(target)).toBeDefined());

  it.each([
    ['dot segment', '/proxy/tavily/../openai/x'],
    ['one dot', '/proxy/tavily/./search'],
    ['trailing dots', '/proxy/tavily/..'],
    ['encoded dots', '/proxy/tavily/%2e%2e/x'],
    ['half encoded dots', '/proxy/tavily/.%2E/x'],
    ['encoded slash', '/proxy/tavily%2fsearch'],
    ['encoded backslash', '/proxy/tavily/..%5csearch'],
    ['double encoding', '/proxy/tavily/%252e%252e/x'],
    ['backslash', '/proxy/tavily\\search'],
    ['empty segment', '/proxy//tavily/search'],
    ['leading double slash', '//evil.example/search'],
    ['absolute form', 'http://evil.example/proxy/tavily/search'],
    ['NUL', '/proxy/tavily/search%00'],
    ['line break', '/proxy/tavily/search%0d%0ahost:%20evil'],
    ['needless encoding', '/proxy/tavily/%73earch'],
    ['path parameter', '/proxy/tavily/..;/search'],
    ['fragment', '/proxy/tavily/search#x'],
    ['broken encoding', '/proxy/tavily/%zz'],
    ['raw non-ASCII', '/proxy/tavily/sé'],
    ['space', '/proxy/tavily/a b'],
    ['fragment in the query', '/proxy/tavily/search?a#b'],
    ['asterisk', '*'],
    ['nothing', ''],
    ['too long', `/${'a'.repeat(9000)}`],
  ])('refuses: %s', (_name, target) => {
    expect(() => routeOf(target)).toThrow(expect.objectContaining({ code: 'malformed_request' }));
  });

  it('tells the doors apart', () => {
    expect(routeOf('/llm/openai/v1/chat/completions')).toEqual({
      door: { kind: 'llm', dialect: 'openai' },
      path: '/chat/completions',
      query: '',
    });
    expect(routeOf('/llm/anthropic/v1/messages?beta=true')).toEqual({
      door: { kind: 'llm', dialect: 'anthropic' },
      path: '/v1/messages',
      query: '?beta=true',
    });
    expect(routeOf('/proxy/tavily/search').door).toEqual({ kind: 'proxy', provider: 'tavily' });
    expect(() => routeOf('/metrics')).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(['/llm/openai/%', '/llm/anthropic/%', '/%'].map(voiceOf)).toEqual([
      'openai',
      'anthropic',
      'problem',
    ]);
  });
});
