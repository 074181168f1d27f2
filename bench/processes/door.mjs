/** A sandbox's door as the worker opens it, alone in a process. Bundled by lib/bundle.mjs. */
import { Door } from '../../apps/worker/src/door/door';
import { DataPlaneForwarder } from '../../apps/worker/src/door/forwarder';

const [socketPath = '', dataPlaneUrl = '', identity = ''] = process.argv.slice(2);
await Door.open({
  socketPath,
  forwarder: new DataPlaneForwarder(dataPlaneUrl),
  identity: () => identity,
  onEvents: () => Promise.resolve(),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
process.stdout.write('open\n');
