import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id. UUIDv7: grows with time, so indexes stay dense and ids order rows by age. */
export const newId = (): string => v7();

/**
 * The id that the same parts always have at the same moment (Unix time, ms), in every process: who
 * writes a row twice under it writes it once. Ordered by its moment like any other id.
 */
export function derivedId(moment: number, ...parts: readonly string[]): string {
  const random = createHash('sha256')
    .update(JSON.stringify([moment, ...parts]))
    .digest();
  return v7({ msecs: moment, random: random.subarray(0, 16), seq: random.readUInt32BE(16) });
}
