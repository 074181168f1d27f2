/** pino's numbers, and the words some programs write instead. */
const WARN = 40;
const LEVELS = /** @type {Record<string, number>} */ ({ warn: 40, error: 50, fatal: 60 });
const NAMES = /** @type {Record<number, string>} */ ({ 40: 'WARN', 50: 'ERROR', 60: 'FATAL' });

/**
 * What of a child's log line a person at the console should see: warnings and worse.
 * @param {string} line
 * @param {'stdout' | 'stderr'} stream
 * @returns {string | undefined}
 */
export function worthShowing(line, stream) {
  const record = parse(line);
  if (!record) return stream === 'stderr' && line.trim() ? line : undefined;
  if (record.level < WARN) return undefined;
  const reason = record.err?.message;
  const text = [record.msg, reason && reason !== record.msg ? reason : undefined];
  return `${NAMES[record.level] ?? 'WARN'} ${text.filter(Boolean).join(': ')}`;
}

/**
 * @param {string} line
 * @returns {{level: number, msg?: string, err?: {message?: string}} | undefined}
 */
function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(line);
    if (typeof record.level === 'string') return { ...record, level: LEVELS[record.level] ?? 30 };
    return typeof record.level === 'number' ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
