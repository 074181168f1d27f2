import { closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

/** One append-only file. What it holds survives this process, as the kernel has it. */
export class Segment {
  size = 0;
  /** Acts with a record in here that are not yet in PostgreSQL. */
  pending = 0;
  private readonly fd: number;
  private torn = false;

  constructor(readonly path: string) {
    this.fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
  }

  append(text: string): void {
    // A full disk can cut a line short: end it first, so that it spoils no other.
    const bytes = Buffer.from(this.torn ? `\n${text}` : text);
    this.torn = true;
    const written = writeSync(this.fd, bytes);
    this.size += written;
    if (written !== bytes.length)
      throw new Error(`only ${written} of ${bytes.length} bytes fitted`);
    this.torn = false;
  }

  clear(): void {
    ftruncateSync(this.fd);
    this.size = 0;
  }

  close(): void {
    closeSync(this.fd);
  }

  remove(): void {
    this.close();
    unlinkSync(this.path);
  }
}
