import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@renum/platform';
import type { RefusedRow } from '../usage-sink';
import { claimDirectory, isAbandoned, isMissing, touchDirectory } from './owner';
import { encodeRecord, type JournalRecord } from './records';
import { SEGMENT_SUFFIX } from './replay';
import { Segment } from './segment';

const REFUSED_FILE = 'refused.log';
/** Ends the name of a directory that is being removed. */
const DONE = '.done';

/**
 * This process's files: segments that are removed, oldest first, once all they hold is in
 * PostgreSQL. Oldest first because a `cancel` must never be gone before its `start`.
 */
export class JournalFiles {
  readonly directory: string;
  private readonly segments: Segment[] = [];
  private made = 0;
  private soon: NodeJS.Immediate | undefined;

  constructor(
    private readonly root: string,
    private readonly segmentBytes: number,
  ) {
    this.directory = join(root, `${process.pid}-${newId()}`);
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    claimDirectory(this.directory);
  }

  /** Appends, and pins the segment until `release`. */
  append(record: JournalRecord): Segment {
    const segment = this.current();
    segment.append(encodeRecord(record));
    segment.pending += 1;
    return segment;
  }

  /** The same at the end of this turn of the event loop, or before the next record if that is sooner. */
  appendSoon(record: JournalRecord, failed: (error: unknown) => void): Segment {
    const segment = this.current();
    segment.hold(encodeRecord(record));
    segment.pending += 1;
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      try {
        this.flush();
      } catch (error) {
        failed(error);
      }
    });
    return segment;
  }

  flush(): void {
    for (const segment of this.segments) segment.flush();
  }

  release(pinned: readonly Segment[]): void {
    for (const segment of pinned) segment.pending -= 1;
    while (this.segments.length > 1 && this.segments[0]?.pending === 0)
      this.segments.shift()?.remove();
    const [only, ...more] = this.segments;
    if (only && more.length === 0 && only.pending === 0 && only.size > this.segmentBytes / 8)
      only.clear();
  }

  touch(): void {
    touchDirectory(this.directory);
  }

  /** Directories of processes that are no more. */
  abandoned(): string[] {
    const paths = readdirSync(this.root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(this.root, entry.name));
    for (const path of paths)
      if (path.endsWith(DONE)) rmSync(path, { recursive: true, force: true });
    return paths.filter(
      (path) => path !== this.directory && !path.endsWith(DONE) && isAbandoned(path),
    );
  }

  /** Keeps what the database will never take, for a person to look at. */
  refuse(rows: readonly RefusedRow[]): void {
    const at = new Date().toISOString();
    const lines = rows.map((each) => `${JSON.stringify({ at, ...each })}\n`).join('');
    appendFileSync(join(this.root, REFUSED_FILE), lines, { mode: 0o600 });
  }

  /** Leaves nothing behind if nothing is owed; otherwise the next process finds it. */
  close(): void {
    clearImmediate(this.soon);
    this.flush();
    const owed = this.segments.some((segment) => segment.pending > 0);
    for (const segment of this.segments.splice(0)) segment.close();
    if (!owed) removeDirectory(this.directory);
  }

  private current(): Segment {
    const last = this.segments.at(-1);
    if (last && last.size < this.segmentBytes) return last;
    this.made += 1;
    const name = `${String(this.made).padStart(8, '0')}${SEGMENT_SUFFIX}`;
    const segment = new Segment(join(this.directory, name));
    this.segments.push(segment);
    return segment;
  }
}

/**
 * Out of sight in one step, then away: another process that is reading it must find all files or
 * miss one. Were the one with the end of an act merely gone, it would bill the act as interrupted.
 */
export function removeDirectory(path: string): void {
  const done = path + DONE;
  try {
    renameSync(path, done);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  rmSync(done, { recursive: true, force: true });
}
