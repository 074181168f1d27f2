import type { DoorCommand } from '@renum/contracts';
import { describe, log } from '../log';
import { backoff, pause } from '../waiting';
import type { Door } from './door';

/** Hands every command to `handle`, reconnecting with growing pauses until the signal aborts. */
export const readCommands = async (
  door: Pick<Door, 'commands'>,
  handle: (command: DoorCommand) => void,
  signal: AbortSignal,
): Promise<void> => {
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const command of door.commands(signal)) {
        failures = 0;
        handle(command);
      }
    } catch (error) {
      if (!signal.aborted && failures === 0) {
        log('warn', 'no commands from the door, will try again', { error: describe(error) });
      }
    }
    await pause(backoff(failures), signal);
    failures += 1;
  }
};
