import type { Conversation } from './conversation';

export interface ScriptedCall {
  name: string;
  input: Record<string, unknown>;
}

/** What the stand-in says in one turn: text, tool calls, both, or an error of the provider. */
export type Reply =
  { text: string; calls?: ScriptedCall[] } | { error: { status: number; message: string } };

export interface Scene {
  name: string;
  /** Undefined: this scene does not know the prompt. */
  play(conversation: Conversation): Reply | undefined;
}

/**
 * The arguments of `create_file` under the names that the offered tool uses, so that the script
 * works with another tool list than Suna's as well.
 */
export const fileArguments = (
  names: readonly string[],
  path: string,
  contents: string,
): Record<string, unknown> => ({
  [names.find((name) => /path|file_?name/i.test(name)) ?? 'file_path']: path,
  [names.find((name) => /content|text|body/i.test(name)) ?? 'file_contents']: contents,
});
