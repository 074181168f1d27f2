import { Drain } from './drain';
import type { Housekeeping } from './housekeeping/housekeeping';
import type { InstancePool } from './instances/instance-pool';
import type { ControlListener } from './runs/control-listener';
import type { RunDriver } from './runs/run-driver';
import type { RunsProcessor } from './runs/runs.processor';

/** D3. The parts are played here; each is tried for itself, and by run-driver.spec in a sandbox. */
describe('a draining worker', () => {
  it('takes nothing new, gives back every run, then removes every sandbox, then leaves', async () => {
    const done: string[] = [];
    const step = (name: string) => async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(name);
    };
    const drain = new Drain(
      { pause: step('no new job') } as unknown as RunsProcessor,
      { close: () => done.push('no commands') } as unknown as ControlListener,
      { releaseAll: step('runs given back') } as unknown as RunDriver,
      { destroyAll: step('sandboxes removed') } as unknown as InstancePool,
      { close: step('clocks stopped'), leave: step('left') } as unknown as Housekeeping,
    );
    await drain.beforeApplicationShutdown();
    expect(done).toEqual([
      'no new job',
      'no commands',
      'runs given back',
      'sandboxes removed',
      'clocks stopped',
      'left',
    ]);
  });
});
