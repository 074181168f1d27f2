import { closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

/** One append-only file. What it holds survives this process, as the kernel has it. */
export class Segment {
  size = 0;
  /** Acts with a record in here that are not yet in PostgreSQL. */
  pending = 0;
  private readonly fd: number;
  private torn = false;
  private held = '';

  constructor(readonly path: string) {
    this.fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
  }

  /** Kept for the next write: a system call is the dearest part of a record. */
  hold(text: string): void {
    this.held += text;
  }

  flush(): void {
    if (this.held !== '') this.append('');
  }

  append(text: string): void {
    const all = this.held + text;
    // A full disk can cut a line short: end it first, so that it spoils no other.
    const bytes = Buffer.from(this.torn ? `\n${all}` : all);
    this.torn = true;
    const written = writeSync(this.fd, bytes);
    this.size += written;
    if (written !== bytes.length)
      throw new Error(`only ${written} of ${bytes.length} bytes fitted`);
    this.torn = false;
    this.held = '';
  }

  clear(): void {
    ftruncateSync(this.fd);
    this.size = 0;
    this.held = '';
  }

  close(): void {
    closeSync(this.fd);
  }

  remove(): void {
    this.close();
    unlinkSync(this.path);
  }
}
