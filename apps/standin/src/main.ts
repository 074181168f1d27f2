import { readConfig } from './env';
import { startStandin } from './server';

const standin = await startStandin(readConfig());
process.stdout.write(
  `${JSON.stringify({ level: 'info', msg: 'stand-in ready', url: standin.url })}\n`,
);

const stop = (): void => {
  void standin.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
