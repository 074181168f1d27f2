import { Foundation } from './0001-foundation';

/** In order; the app is bundled, so they are listed rather than searched for. */
export const MIGRATIONS = [{ name: '0001-foundation', class: Foundation }] as const;
