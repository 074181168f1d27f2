import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@renum/platform';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
// O_NONBLOCK: opening a FIFO without a writer must not hang a thread of the pool for ever.
const AS_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
const AS_DIRECTORY = AS_FILE | O_DIRECTORY;

/**
 * A name inside an open directory. Through /proc the kernel resolves it from the handle, like
 * openat(2), so that nobody can swap a parent folder for a link between two steps.
 */
export const inside = (directory: FileHandle, name: string): string =>
  join(`/proc/self/fd/${directory.fd}`, name);

export const openDirectory = (path: string): Promise<FileHandle> => open(path, AS_DIRECTORY);

/** The parts of a workspace path, or `file_not_readable` when it could mean another place. */
export function pathParts(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || path.includes('\0')) {
    throw new DomainError('file_not_readable', 'The path leaves the workspace.');
  }
  return parts;
}

/** Opens a regular file below `root`, following no link at any step. The caller closes it. */
export async function openFileBelow(root: string, path: string): Promise<FileHandle> {
  const parts = pathParts(path);
  const name = parts.pop();
  if (name === undefined) throw notReadable('is a folder');
  let directory = await explained(openDirectory(root));
  try {
    for (const part of parts) {
      const next = await explained(openDirectory(inside(directory, part)));
      await directory.close();
      directory = next;
    }
    return await requireRegular(await explained(open(inside(directory, name), AS_FILE)));
  } finally {
    await directory.close();
  }
}

async function requireRegular(file: FileHandle): Promise<FileHandle> {
  const stat = await file.stat();
  if (stat.isFile()) return file;
  await file.close();
  throw notReadable(stat.isDirectory() ? 'is a folder' : 'is not a regular file');
}

const notReadable = (why: string, cause?: unknown): DomainError =>
  new DomainError('file_not_readable', `This path ${why}.`, { cause });

async function explained(opening: Promise<FileHandle>): Promise<FileHandle> {
  try {
    return await opening;
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return new DomainError('not_found', 'There is no such file.', { cause: error });
    // With O_DIRECTORY Linux reports a link as ENOTDIR, without it as ELOOP.
    case 'ENOTDIR':
      return notReadable('leads through something that is not a folder', error);
    case 'ELOOP':
      return notReadable('is a symbolic link', error);
    case 'ENXIO':
      return notReadable('is not a regular file', error);
    case 'ENAMETOOLONG':
      return notReadable('is too long', error);
    case 'EACCES':
      return notReadable('may not be read', error);
    default:
      return error;
  }
}
