/** Shorter ones occur by chance, and masking them would break ordinary answers. */
export const MIN_PATTERN_BYTES = 8;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const percent = (bytes: Buffer): string => bytes.toString('hex').replace(/../g, '%$&');
const unicode = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
const upperHex = (escaped: string): string =>
  escaped.replace(
    /(%|\\u)([0-9a-f]+)/g,
    (_, mark: string, hex: string) => mark + hex.toUpperCase(),
  );
const asciiJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, unicode);
const html = (text: string, apostrophe: string): string =>
  text.replace(/[&<>"']/g, (mark) => (mark === "'" ? apostrophe : (ENTITIES[mark] ?? mark)));
const base64Url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/**
 * The middle of a secret's base64 at each of the three alignments it can have inside a longer text:
 * the characters that depend on the secret alone.
 */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const start = offset === 0 ? 0 : offset + 1;
    return shifted.slice(start, Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

/** Languages differ in what a URL or a form may hold unescaped. */
function uriForms(secret: string): string[] {
  const loose = encodeURIComponent(secret);
  const strict = loose.replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const all = [loose, strict].flatMap((text) => [
    text,
    text.replaceAll('%20', '+'),
    text.replaceAll('%2F', '/'),
  ]);
  return [...all, form, encodeURI(secret)].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

/** Every form in which a provider's answer might carry the secret back. */
export function encodingsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const json = JSON.stringify(secret).slice(1, -1);
  const cores = base64Cores(bytes);
  const forms = [
    secret,
    // As names of headers come, and what shouts.
    secret.toLowerCase(),
    secret.toUpperCase(),
    [...secret].reverse().join(''),
    ...cores,
    ...cores.map(base64Url),
    hex,
    hex.toUpperCase(),
    ...uriForms(secret),
    percent(bytes),
    upperHex(percent(bytes)),
    json,
    json.replaceAll('/', '\\/'),
    html(secret, '&#39;'),
    html(secret, '&#x27;'),
    asciiJson(secret),
    JSON.stringify(json).slice(1, -1),
    unicode(secret),
    upperHex(unicode(secret)),
  ];
  const usable = [...new Set(forms)].map((form) => Buffer.from(form, 'utf8'));
  return usable.filter((form) => form.length >= MIN_PATTERN_BYTES);
}
