import { isRecord } from './parse-text';

/** Where a document's API is: absolute addresses, templates filled with their defaults. */
export function baseUrlsOf(servers: unknown, warnings: string[]): string[] {
  const found = new Set<string>();
  for (const server of Array.isArray(servers) ? (servers as unknown[]) : []) {
    if (!isRecord(server) || typeof server['url'] !== 'string') continue;
    const filled = fill(server['url'], server['variables']);
    const url = filled === undefined ? undefined : URL.parse(filled);
    if (filled === undefined)
      warnings.push(`The server ${server['url']} has a part without a default.`);
    else if (!url) warnings.push(`The server "${filled}" is no absolute URL.`);
    else if (url.protocol !== 'https:' && url.protocol !== 'http:')
      warnings.push(`The server ${filled} is not reached by HTTP.`);
    else if (url.username || url.password || url.search || url.hash)
      warnings.push(`The server ${filled} is more than a plain URL.`);
    else found.add(url.href.replace(/\/+$/, ''));
  }
  if (found.size === 0)
    warnings.push('The file names no absolute server URL: give the base URL yourself.');
  return [...found];
}

function fill(template: string, variables: unknown): string | undefined {
  let whole = true;
  const filled = template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const variable = isRecord(variables) ? variables[name] : undefined;
    const value = isRecord(variable) ? variable['default'] : undefined;
    whole &&= typeof value === 'string' && value !== '';
    return String(value);
  });
  return whole ? filled : undefined;
}
