import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTool, ToolError } from './tool';

const MAX_ENTRIES = 500;
/** Folders that are full of other people's files. */
const SKIPPED = new Set(['node_modules', '.git', '__pycache__', '.venv']);

export const listFiles = defineTool({
  name: 'list_files',
  description: 'List the files and folders of a workspace folder, with their sizes.',
  input: z.object({
    path: z.string().default('.').describe('Folder relative to /workspace'),
    recursive: z.boolean().default(false),
  }),
  aliases: { folder: 'path', directory: 'path', dir: 'path' },
  footprint: ({ path }) => ({ kind: 'read', path }),
  async run({ path, recursive }, { workspace, signal }) {
    const root = workspace.resolve(path);
    const lines: string[] = [];
    const folders = [root];
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      const names = await namesIn(folder, path);
      for (const name of names) {
        signal.throwIfAborted();
        if (lines.length >= MAX_ENTRIES) {
          return `${lines.join('\n')}\n(only the first ${MAX_ENTRIES} entries)`;
        }
        const absolute = join(folder, name);
        const found = await lstat(absolute).catch(() => undefined);
        // Gone between listing and looking.
        if (!found) continue;
        const shown = workspace.display(absolute);
        lines.push(found.isDirectory() ? `${shown}/` : `${shown} (${found.size} bytes)`);
        if (recursive && found.isDirectory() && !SKIPPED.has(name)) folders.push(absolute);
      }
    }
    return lines.length === 0 ? '(empty)' : lines.join('\n');
  },
});

const namesIn = async (folder: string, asked: string): Promise<string[]> => {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new ToolError(`"${asked}" is no folder that can be listed.`, { cause: error });
  });
  return names.sort();
};
