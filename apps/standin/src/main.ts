import { readConfig } from './config';
import { startStandin } from './server';

const standin = await startStandin(readConfig(process.env));
console.log(JSON.stringify({ level: 'info', msg: 'stand-in ready', url: standin.url }));

const stop = (): void => {
  void standin.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
