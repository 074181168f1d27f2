/**
 * The same value, storable by PostgreSQL: text and jsonb refuse NUL and lone surrogates, and a tool
 * that prints a binary file yields both. Losing them beats losing the run.
 */
export function cleanJson<T>(value: T): T {
  return clean(value) as T;
}

export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [cleanText(key), clean(entry)]),
  );
}
