import type { Footprint } from '../tools/tool';

/**
 * Whether the later of two calls of one turn has to wait for the earlier one. Searches and reads run
 * side by side; a shell command sees the files written before it, and nothing written after it.
 */
export const conflict = (
  earlier: Footprint,
  later: Footprint,
  keyOf: (path: string) => string,
): boolean => {
  if (earlier.kind === 'none' || later.kind === 'none') return false;
  if (earlier.kind === 'outside' || later.kind === 'outside') return earlier.kind === later.kind;
  if (earlier.kind === 'workspace' || later.kind === 'workspace') return true;
  if (earlier.kind === 'read' && later.kind === 'read') return false;
  const [one, other] = [keyOf(earlier.path), keyOf(later.path)];
  // A folder that is listed contains the file that is written.
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
};
