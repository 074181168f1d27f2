import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * The decoder of a `content-encoding`: undefined when nothing is encoded, `unknown` for what we
 * cannot look into (also two encodings on top of each other) and therefore cannot scrub.
 */
export function decoderFor(
  encoding: string | string[] | undefined,
): Transform | 'unknown' | undefined {
  const name = String(encoding ?? '')
    .trim()
    .toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  return DECODERS[name]?.() ?? 'unknown';
}
