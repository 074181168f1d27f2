import { createWriteStream } from 'node:fs';

const REOPEN_MS = 5_000;

/** A log that a full disk interrupts, without taking along whoever writes it. */
export class LogFile {
  #file;
  #report;
  /** @type {import('node:fs').WriteStream | undefined} */
  #stream;
  #failedAt = -Infinity;

  /** @param {string} file @param {(line: string) => void} report */
  constructor(file, report) {
    this.#file = file;
    this.#report = report;
  }

  /** @param {string} line is lost while the file cannot be written */
  write(line) {
    if (!this.#stream && Date.now() - this.#failedAt > REOPEN_MS) this.#open();
    this.#stream?.write(`${line}\n`);
  }

  end() {
    this.#stream?.end();
  }

  #open() {
    const stream = createWriteStream(this.#file, { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => {
      if (this.#stream === stream) this.#stream = undefined;
      // Once: it is tried again and again.
      if (this.#failedAt < 0) {
        this.#report(`${this.#file} cannot be written (${error.message}): is the disk full?`);
      }
      this.#failedAt = Date.now();
    });
    this.#stream = stream;
  }
}
