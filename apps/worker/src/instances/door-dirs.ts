import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The longest path `sun_path` takes, without its terminating zero (unix(7)). */
const MAX_SOCKET_PATH = 107;

/** Where the sockets are: a directory each, since the directory is what a sandbox gets mounted. */
export class DoorDirs {
  constructor(private readonly root: string) {}

  dirOf(instanceId: string): string {
    return join(this.root, instanceId);
  }

  socketOf(instanceId: string): string {
    const path = join(this.dirOf(instanceId), 'door.sock');
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
      throw new Error(`DOORS_DIR is too long: ${path} has more than ${MAX_SOCKET_PATH} bytes.`);
    }
    return path;
  }

  /** Only this user may enter: whoever reaches a socket would be that sandbox. */
  async prepare(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
  }

  /** Removes what dead workers left; `mine` are the instances that live here. */
  async sweep(keep: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.root)) {
      if (!keep.has(name)) await rm(join(this.root, name), { recursive: true, force: true });
    }
  }
}
