import { readConfig } from './env';
import { readCommands } from './door/command-reader';
import { Door } from './door/door';
import { log } from './log';
import { Runtime } from './runtime';

const config = readConfig();
const door = new Door(config.door);
const runtime = new Runtime({
  workspace: config.workspace,
  fetch: door.fetch,
  postEvents: (batch, signal) => door.postEvents(batch, signal),
});
const ending = new AbortController();

process.on('unhandledRejection', (error) => runtime.crash(error));
process.on('uncaughtException', (error) => runtime.crash(error));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => ending.abort());
}

log('info', 'suna ready', { door: config.door, workspace: config.workspace });
await readCommands(door, (command) => runtime.handle(command), ending.signal);
await runtime.end();
await door.close();
process.exit(0);
