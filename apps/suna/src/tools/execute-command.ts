import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { runShell, startInBackground } from './shell';
import { defineTool, ToolError } from './tool';

const DEFAULT_TIMEOUT = 60;

export const executeCommand = defineTool({
  name: 'execute_command',
  description:
    'Run a bash command in the sandbox and get its output. It starts in /workspace, or in `folder`. The sandbox has no network. Commands with the same session_name share their current directory. With blocking=false the command goes on in the background and its output is written to a log file that read_file can read.',
  input: z.object({
    command: z.string().min(1),
    folder: z.string().optional().describe('Working directory, relative to /workspace'),
    session_name: z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore only')
      .optional(),
    blocking: z.boolean().default(true),
    timeout: z.int().min(1).max(600).optional().describe('Seconds; 60 when blocking, else 600'),
  }),
  aliases: { cmd: 'command', cwd: 'folder' },
  footprint: () => ({ kind: 'workspace' }),
  async run({ command, folder, session_name, blocking, timeout }, context) {
    const { workspace, processes } = context;
    const session = session_name === undefined ? undefined : processes.session(session_name);
    const directory =
      folder === undefined ? (session?.directory ?? workspace.root) : workspace.resolve(folder);
    const found = await stat(directory).catch(() => undefined);
    if (!found?.isDirectory()) {
      throw new ToolError(`The folder "${folder ?? directory}" does not exist.`);
    }
    if (!blocking) {
      const name = session_name ?? processes.nextName();
      return startInBackground({ command, directory, name, seconds: timeout ?? 600 }, context);
    }
    const result = await runShell(
      { command, directory, seconds: timeout ?? DEFAULT_TIMEOUT },
      context,
    );
    if (session && result.directory !== undefined) session.directory = result.directory;
    return { output: result.output, isError: result.failed };
  },
});
