import type { ToolName } from '@renum/contracts';

interface ToolLook {
  title: string;
  icon: string;
  hint: string;
}

/** Every tool of Suna, as people see it. */
export const TOOL_LOOKS: Record<ToolName, ToolLook> = {
  execute_command: { title: 'Run command', icon: 'terminal', hint: 'A shell in the sandbox' },
  create_file: { title: 'Create file', icon: 'note_add', hint: 'Write a file in the workspace' },
  read_file: { title: 'Read file', icon: 'description', hint: 'Look into a workspace file' },
  str_replace: { title: 'Edit file', icon: 'edit_note', hint: 'Replace text in a file' },
  delete_file: { title: 'Delete file', icon: 'delete_outline', hint: 'Remove a workspace file' },
  list_files: { title: 'List files', icon: 'folder_open', hint: 'See what the workspace holds' },
  web_search: { title: 'Web search', icon: 'travel_explore', hint: 'Tavily, with your own key' },
  ask: { title: 'Ask a person', icon: 'help_outline', hint: 'Pause and wait for your answer' },
  complete: { title: 'Finish', icon: 'task_alt', hint: 'Say that the task is done' },
};

export const ALL_TOOLS = Object.keys(TOOL_LOOKS) as ToolName[];

/** `github__issues_create`: a tool of a provider or connection, named by both. */
const OUTSIDE = /^([^_].*?)__(.+)$/;
const words = (text: string): string => text.replaceAll(/[_.-]+/g, ' ').trim();

/** Tools that a newer server may have are shown by their own name. */
export function lookOf(name: string): ToolLook {
  if (Object.hasOwn(TOOL_LOOKS, name)) return TOOL_LOOKS[name as ToolName];
  const [, place, deed] = OUTSIDE.exec(name) ?? [];
  if (!place || !deed) return { title: name, icon: 'extension', hint: '' };
  return { title: `${words(place)}: ${words(deed)}`, icon: 'hub', hint: '' };
}
