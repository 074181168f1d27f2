import type { ConnectionToolView } from '@renum/contracts';

const WORDS = [
  ['added', 'new'],
  ['changed', 'changed'],
  ['removed', 'gone'],
] as const;

/** `2 new, 1 changed`; empty when all is as approved. */
export const changeWords = (tools: readonly ConnectionToolView[]): string =>
  WORDS.map(
    ([change, word]) => [tools.filter((one) => one.change === change).length, word] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
