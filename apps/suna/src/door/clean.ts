/**
 * PostgreSQL's jsonb takes neither NUL nor half of a surrogate pair, and a command or a cut text can
 * give either. One such character would keep a whole batch from ever being stored.
 */
export const clean = <T>(value: T): T => cleanValue(value) as T;

const cleanValue = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cleanText(key), cleanValue(inner)]),
  );
};

const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
