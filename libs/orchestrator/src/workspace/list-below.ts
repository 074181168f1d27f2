import { lstat, opendir, type FileHandle } from 'node:fs/promises';
import type { FileView } from '@renum/contracts';
import { inside, openDirectory } from './open-below';

export interface ListBounds {
  maxEntries: number;
  maxDepth: number;
}

export interface Listing {
  items: FileView[];
  /** True when the bounds cut the list short. */
  truncated: boolean;
}

/** An entry that went away, or became something else, while we looked: the agent is at work. */
const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO']);

/**
 * Lists files and folders below `root`, folders before their content. Links and special files are
 * left out: nothing about what they point to may leak. Hidden entries are shown.
 */
export async function listBelow(root: string, bounds: ListBounds): Promise<Listing> {
  const listing: Listing = { items: [], truncated: false };
  const directory = await unlessGone(openDirectory(root));
  if (directory) await walk(directory, '', 0, bounds, listing);
  return listing;
}

async function walk(
  directory: FileHandle,
  prefix: string,
  depth: number,
  bounds: ListBounds,
  listing: Listing,
): Promise<void> {
  try {
    for (const name of await namesIn(directory, bounds, listing)) {
      if (listing.items.length >= bounds.maxEntries) {
        listing.truncated = true;
        return;
      }
      await visit(directory, name, prefix + name, depth, bounds, listing);
    }
  } finally {
    await directory.close();
  }
}

/** Names in order; never more than could still be listed, however full the folder is. */
async function namesIn(
  directory: FileHandle,
  bounds: ListBounds,
  listing: Listing,
): Promise<string[]> {
  const room = bounds.maxEntries - listing.items.length;
  const names: string[] = [];
  for await (const { name } of await opendir(inside(directory, '.'))) {
    if (names.length >= room) {
      listing.truncated = true;
      break;
    }
    names.push(name);
  }
  return names.sort();
}

async function visit(
  directory: FileHandle,
  name: string,
  path: string,
  depth: number,
  bounds: ListBounds,
  listing: Listing,
): Promise<void> {
  const stat = await unlessGone(lstat(inside(directory, name)));
  if (!stat || !(stat.isFile() || stat.isDirectory())) return;
  const type = stat.isFile() ? 'file' : 'directory';
  const size = stat.isFile() ? stat.size : 0;
  listing.items.push({ path, type, size, modifiedAt: stat.mtime.toISOString() });
  if (type === 'file') return;
  if (depth + 1 >= bounds.maxDepth) {
    listing.truncated = true;
    return;
  }
  const child = await unlessGone(openDirectory(inside(directory, name)));
  if (child) await walk(child, `${path}/`, depth + 1, bounds, listing);
}

async function unlessGone<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
