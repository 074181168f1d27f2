import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  createZstdCompress,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import type { Transform } from 'node:stream';
import { decoderFor } from '../flow/decoder';
import { FORMS } from '../spec/forms';
import { SecretMatcher } from './matcher';
import { MASK, Scrubber } from './scrubber';

/** With everything that any encoding changes. */
const SECRET = 'sk-Tést/"9f+4a\\=81 b2&c<3>d\'4!(5)*~6';
const BODY_BYTES = 10 * 1024;

const matcher = new SecretMatcher(SECRET);
const FILLER = 'The quick brown fox says "sk-" and +4a\\ to 9f lazy dogs; c3d4. ';

/** A body of 10 KB with the needle in its middle, and where that begins and ends. */
function bodyOf(form: string) {
  const half = FILLER.repeat(Math.ceil(BODY_BYTES / 2 / FILLER.length));
  const text = Buffer.from(`${half}"${form}"${half}`);
  const start = Buffer.byteLength(half) + 1;
  return { text, start, end: start + Buffer.byteLength(form) };
}

function scrub(chunks: readonly Buffer[]): { text: string; hits: number } {
  const scrubber = new Scrubber(matcher);
  const parts = chunks.map((chunk) => scrubber.push(chunk));
  const text = Buffer.concat([...parts, scrubber.end()]).toString();
  return { text, hits: scrubber.hits };
}

/** What is left says nothing of the secret beyond what the edges of base64 share with their surroundings. */
function expectClean(text: string, form: string): void {
  // Without the text itself: a failure would print 10 KB of it.
  expect({ masked: text.includes(MASK), leaked: text.includes(form.slice(4, -4)) }).toEqual({
    masked: true,
    leaked: false,
  });
  expect(text.length).toBeGreaterThan(BODY_BYTES - form.length);
}

const ENCODINGS = {
  gzip: [gzipSync, createGzip],
  deflate: [deflateSync, createDeflate],
  br: [
    (text: Buffer) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  ],
  zstd: [zstdCompressSync, createZstdCompress],
} as const;
type Encoding = keyof typeof ENCODINGS;

/** Compressed so that what stands before each cut leaves the compressor, and so the decoder, by itself. */
async function compressedAt(encoding: Encoding, pieces: readonly Buffer[]): Promise<Buffer[]> {
  const compressor: Transform & { flush(done: () => void): void } = ENCODINGS[encoding][1]();
  const out: Buffer[] = [];
  compressor.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise((resolve) => compressor.once('end', resolve));
  for (const piece of pieces) {
    compressor.write(piece);
    await new Promise<void>((resolve) => compressor.flush(resolve));
  }
  compressor.end();
  await ended;
  return out;
}

/** Through the decoder that the relay uses. */
async function decoded(encoding: Encoding, chunks: readonly Buffer[]): Promise<Buffer[]> {
  const decoder = decoderFor(encoding);
  if (!decoder || decoder === 'unknown') throw new Error('no decoder');
  const out: Buffer[] = [];
  decoder.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise((resolve, reject) => {
    decoder.once('end', resolve);
    decoder.once('error', reject);
  });
  for (const chunk of chunks) decoder.write(chunk);
  decoder.end();
  await ended;
  return out;
}

describe.each(FORMS)('a body of 10 KB with the secret as %s', (_name, encode) => {
  const form = encode(SECRET);
  const { text, start, end } = bodyOf(form);
  const whole = scrub([text]);

  it('is masked, split at every byte in and around it', () => {
    expectClean(whole.text, form);
    expect(whole.hits).toBe(1);
    for (let at = start - 2; at <= end + 2; at += 1) {
      const split = scrub([text.subarray(0, at), text.subarray(at)]);
      if (split.text !== whole.text || split.hits !== 1) throw new Error(`leaks, split at ${at}`);
    }
    const single = [...text.subarray(start - 2, end + 2)].map((byte) => Buffer.of(byte));
    const bytes = [text.subarray(0, start - 2), ...single, text.subarray(end + 2)];
    expect(scrub(bytes)).toEqual(whole);
    // Three pieces: the one in the middle slides along the needle.
    for (let at = start; at < end; at += 1) {
      const pieces = [text.subarray(0, at), text.subarray(at, at + 9), text.subarray(at + 9)];
      expect(scrub(pieces).text === whole.text).toBe(true);
    }
  });

  it.each(Object.keys(ENCODINGS) as Encoding[])(
    'is masked in %s, split at every byte of it and of what it compresses to',
    async (encoding) => {
      const compressed = ENCODINGS[encoding][0](text);
      const bytes = [...compressed].map((byte) => Buffer.of(byte));
      expect(scrub(await decoded(encoding, bytes))).toEqual(whole);
      // Each byte of the needle leaves the decoder by itself.
      const cuts = Array.from({ length: end - start + 1 }, (_, index) => start + index);
      const pieces = [0, ...cuts].map((from, index) =>
        text.subarray(from, cuts[index] ?? text.length),
      );
      const flushed = await decoded(encoding, await compressedAt(encoding, pieces));
      expect(flushed.length).toBeGreaterThan((end - start) / 2);
      expect(scrub(flushed)).toEqual(whole);
    },
  );
});
