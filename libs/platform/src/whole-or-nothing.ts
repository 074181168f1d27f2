/** What Nest is to be told so that it tells what it makes. */
export interface Watched {
  instrument: { instanceDecorator: (made: unknown) => unknown };
}

const HOOKS = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;
type Closing = Partial<Record<(typeof HOOKS)[number], () => unknown>>;

/**
 * Starts a Nest application whole or not at all. Nest closes nothing of a start that fails
 * part-way, and a connection left open would keep the process from ending.
 */
export async function wholeOrNothing<App>(start: (options: Watched) => Promise<App>): Promise<App> {
  const made = new Set<unknown>();
  const instanceDecorator = (each: unknown) => {
    made.add(each);
    return each;
  };
  try {
    return await start({ instrument: { instanceDecorator } });
  } catch (error) {
    for (const hook of HOOKS) {
      // What was not ready to be closed must not keep the others open, nor hide the reason.
      await Promise.allSettled(
        [...made].map(async (each) => await (each as Closing | null)?.[hook]?.()),
      );
    }
    throw error;
  } finally {
    made.clear();
  }
}
