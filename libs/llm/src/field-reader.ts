import { fieldValue, parseJson, scanTopLevel } from './json-scan';
import { TopLevelStream } from './top-level-stream';

export type Fields = Record<string, unknown>;

/** Up to this size a body is kept and read in one go, which is faster. */
const WHOLE_BYTES = 64 * 1024;
/** A wanted field that is larger is as good as absent. */
const FIELD_BYTES = 1024 * 1024;

/**
 * Reads a few top-level fields of a JSON object that comes in pieces, in bounded memory whatever its
 * size: what is not wanted is never kept.
 */
export class FieldReader {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private stream?: TopLevelStream;

  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly fieldBytes = FIELD_BYTES,
  ) {}

  /** Bytes so far. */
  get bytes(): number {
    return this.size;
  }

  push(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.stream) return this.stream.push(chunk);
    this.chunks.push(chunk);
    if (this.size <= WHOLE_BYTES) return;
    this.stream = new TopLevelStream(this.wanted, this.fieldBytes);
    for (const one of this.chunks.splice(0)) this.stream.push(one);
  }

  /** Undefined for what is not one well-formed object, or says a wanted field twice. */
  end(): Fields | undefined {
    const found: Fields = {};
    if (this.stream) {
      const spans = this.stream.end();
      if (!spans) return undefined;
      for (const [name, value] of spans) found[name] = parseJson(value.toString('utf8'));
      return found;
    }
    const [only] = this.chunks;
    const body = this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks);
    const scan = scanTopLevel(body, this.wanted);
    if (!scan) return undefined;
    for (const name of scan.fields.keys()) found[name] = fieldValue(body, scan, name);
    return found;
  }
}
