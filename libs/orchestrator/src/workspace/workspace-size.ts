import { opendir, lstat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes on disk below `dir`, links not followed; stops counting at `enough`. Files that vanish
 * while it looks count as nothing: the sandbox is at work meanwhile.
 */
export async function workspaceBytes(dir: string, enough: number): Promise<number> {
  let bytes = 0;
  const open = [dir];
  for (let next = open.pop(); next !== undefined && bytes < enough; next = open.pop()) {
    const entries = await opendir(next).catch(ifMissing);
    if (!entries) continue;
    for await (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) {
        // Blocks, not size: a sparse file of a terabyte takes no room.
        bytes += ((await lstat(path).catch(ifMissing))?.blocks ?? 0) * 512;
      }
      if (bytes >= enough) break;
    }
  }
  return bytes;
}

function ifMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
  throw error;
}
