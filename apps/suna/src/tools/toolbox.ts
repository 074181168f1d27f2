import type { ExternalTool, ToolName } from '@renum/contracts';
import type { ToolSpec } from '../llm/model';
import { executeCommand } from './execute-command';
import { externalTool } from './external/external-tools';
import { createFile, deleteFile, readFileTool, strReplace } from './files';
import { listFiles } from './list-files';
import { ask, complete } from './talk';
import type { Tool } from './tool';
import { webSearch } from './web-search';

const ALL: Readonly<Record<ToolName, Tool>> = {
  execute_command: executeCommand,
  create_file: createFile,
  read_file: readFileTool,
  str_replace: strReplace,
  delete_file: deleteFile,
  list_files: listFiles,
  web_search: webSearch,
  ask,
  complete,
};

/** The tools that one run may use. */
export class Toolbox {
  private readonly tools: ReadonlyMap<string, Tool>;

  constructor(names: readonly ToolName[], external: readonly ExternalTool[] = []) {
    const outside = external.map(externalTool);
    this.tools = new Map(
      [...outside, ...names.map((name) => ALL[name])].map((tool) => [tool.name, tool]),
    );
  }

  get specs(): ToolSpec[] {
    return [...this.tools.values()].map(({ spec }) => spec);
  }

  find(name: string): Tool | undefined {
    return this.tools.get(name);
  }

  /** What a model that made up a tool is told. */
  unknown(name: string): string {
    const names = [...this.tools.keys()].join(', ') || 'none';
    return `The call was not made: there is no tool "${name}". Available: ${names}.`;
  }
}
