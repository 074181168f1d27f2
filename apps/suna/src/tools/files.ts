import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { defineTool, ToolError, type Footprint } from './tool';

const MAX_WRITE = 5_000_000;
const MAX_READ = 20_000_000;
const DEFAULT_LINES = 2_000;

const filePath = z.string().min(1).describe('Path relative to /workspace');
const PATH_ALIASES = { path: 'file_path', filename: 'file_path', file_name: 'file_path' };

const footprint =
  (kind: 'read' | 'write') =>
  ({ file_path }: { file_path: string }): Footprint => ({ kind, path: file_path });

export const createFile = defineTool({
  name: 'create_file',
  description:
    'Write a text file in the workspace, with all its contents. Missing folders are made; a file that exists is replaced.',
  input: z.object({ file_path: filePath, file_contents: z.string() }),
  aliases: {
    ...PATH_ALIASES,
    content: 'file_contents',
    contents: 'file_contents',
    text: 'file_contents',
  },
  footprint: footprint('write'),
  async run({ file_path, file_contents }, { workspace }) {
    const path = workspace.resolve(file_path);
    const size = Buffer.byteLength(file_contents);
    if (size > MAX_WRITE) throw new ToolError(`The contents are ${size} bytes; 5 MB is the most.`);
    const existed = await stat(path).then(
      (found) => {
        if (found.isDirectory()) throw new ToolError(`"${file_path}" is a folder.`);
        return true;
      },
      () => false,
    );
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file_contents);
    return `${existed ? 'Replaced' : 'Created'} ${workspace.display(path)} (${size} bytes)`;
  },
});

export const readFileTool = defineTool({
  name: 'read_file',
  description: 'Read a text file of the workspace, whole or a range of lines.',
  input: z.object({
    file_path: filePath,
    offset: z.int().min(1).default(1).describe('First line, counted from 1'),
    limit: z.int().min(1).max(20_000).default(DEFAULT_LINES).describe('How many lines'),
  }),
  aliases: PATH_ALIASES,
  footprint: footprint('read'),
  async run({ file_path, offset, limit }, { workspace }) {
    const text = await readText(workspace.resolve(file_path), file_path);
    const lines = text.split('\n');
    if (text.endsWith('\n')) lines.pop();
    if (text === '') return '(the file is empty)';
    if (offset > lines.length) {
      throw new ToolError(`"${file_path}" has only ${lines.length} lines.`);
    }
    const last = Math.min(lines.length, offset - 1 + limit);
    const shown = lines.slice(offset - 1, last).join('\n');
    return offset === 1 && last === lines.length
      ? shown
      : `${shown}\n\n(lines ${offset}-${last} of ${lines.length})`;
  },
});

export const strReplace = defineTool({
  name: 'str_replace',
  description:
    'Replace text in a file of the workspace. old_str must be exactly the text in the file, with its spaces, and occur once unless replace_all is true.',
  input: z.object({
    file_path: filePath,
    old_str: z.string().min(1),
    new_str: z.string(),
    replace_all: z.boolean().default(false),
  }),
  aliases: PATH_ALIASES,
  footprint: footprint('write'),
  async run({ file_path, old_str, new_str, replace_all }, { workspace }) {
    const path = workspace.resolve(file_path);
    const pieces = (await readText(path, file_path)).split(old_str);
    const count = pieces.length - 1;
    if (count === 0) throw new ToolError(`old_str does not occur in "${file_path}".`);
    if (count > 1 && !replace_all) {
      throw new ToolError(
        `old_str occurs ${count} times in "${file_path}". Add lines around it to make it unique, or set replace_all.`,
      );
    }
    await writeFile(path, pieces.join(new_str));
    return `Replaced ${count} ${count === 1 ? 'occurrence' : 'occurrences'} in ${workspace.display(path)}`;
  },
});

export const deleteFile = defineTool({
  name: 'delete_file',
  description: 'Delete a file of the workspace.',
  input: z.object({ file_path: filePath }),
  aliases: PATH_ALIASES,
  footprint: footprint('write'),
  async run({ file_path }, { workspace }) {
    const path = workspace.resolve(file_path);
    const found = await statOf(path, file_path);
    if (found.isDirectory()) {
      throw new ToolError(`"${file_path}" is a folder; delete it with execute_command if needed.`);
    }
    await rm(path);
    return `Deleted ${workspace.display(path)}`;
  },
});

const statOf = (path: string, name: string) =>
  stat(path).catch((error: unknown) => {
    throw new ToolError(`"${name}" does not exist.`, { cause: error });
  });

const readText = async (path: string, name: string): Promise<string> => {
  const found = await statOf(path, name);
  if (found.isDirectory()) throw new ToolError(`"${name}" is a folder; use list_files.`);
  if (!found.isFile()) throw new ToolError(`"${name}" is no regular file.`);
  if (found.size > MAX_READ) {
    throw new ToolError(
      `"${name}" is ${found.size} bytes; look at parts of it with execute_command (sed, head, grep).`,
    );
  }
  const bytes = await readFile(path);
  if (bytes.subarray(0, 8_192).includes(0)) {
    throw new ToolError(`"${name}" is a binary file (${found.size} bytes), not text.`);
  }
  return bytes.toString('utf8');
};
