import type { DoorCommand, RunStart } from '@renum/contracts';
import { describe, log } from './log';
import { RunSession, type SessionParts } from './run/run-session';

/** Turns the worker's commands into one running session at a time. */
export class Runtime {
  private current: RunSession | undefined;
  /** Commands are taken one after the other, though a start may wait for the last run's end. */
  private starting: Promise<void> = Promise.resolve();
  private ending = false;

  constructor(private readonly parts: SessionParts) {}

  handle(command: DoorCommand): void {
    switch (command.type) {
      case 'run.start':
        this.starting = this.starting.then(() => this.begin(command));
        return;
      case 'run.stop':
        this.starting = this.starting.then(() => {
          if (this.current?.start.runId === command.runId) this.current.stop();
        });
        return;
      case 'ping':
        return;
      default:
        command satisfies never;
    }
  }

  /** An error that no one awaited: the run it came from must not look alive for ever. */
  crash(error: unknown): void {
    log('error', 'an error was not handled', { error: describe(error) });
    this.current?.fail(error);
  }

  /** Ends what runs without a word: the worker decides what becomes of the run. */
  async end(): Promise<void> {
    this.ending = true;
    await this.starting;
    this.current?.abandon();
    await this.current?.done;
  }

  private async begin(start: RunStart): Promise<void> {
    if (this.ending) return;
    const { current } = this;
    if (current) {
      const { runId, fence } = current.start;
      // After a lost connection the worker may repeat itself.
      if (runId === start.runId && start.fence <= fence) return;
      current.abandon();
      await current.done;
    }
    this.current = new RunSession(start, this.parts);
  }
}
