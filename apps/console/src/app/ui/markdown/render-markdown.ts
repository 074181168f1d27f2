import { Marked, type Tokens } from 'marked';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const SAFE_LINK = /^(https?:|mailto:)/i;

function link(href: string, inner: string): string {
  if (!SAFE_LINK.test(href)) return inner;
  return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer">${inner}</a>`;
}

/**
 * What a model writes is a stranger's text. Its HTML is shown, not run. Its pictures become links:
 * a picture is fetched without a click, and its address could carry away what the model has read.
 * Angular sanitises the result once more where it is bound.
 */
const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escape(text),
    image: ({ href, text }: Tokens.Image) => link(href, escape(text || href)),
    link(token: Tokens.Link) {
      return link(token.href, this.parser.parseInline(token.tokens));
    },
    // Wide tables scroll by themselves instead of pushing the page.
    table(token: Tokens.Table) {
      const row = (cells: Tokens.TableCell[], tag: string) =>
        `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
      const body = token.rows.map((cells) => row(cells, 'td')).join('');
      return `<div class="table"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`;
    },
  },
});

export const renderMarkdown = (text: string): string => marked.parse(text, { async: false });
