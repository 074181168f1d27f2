import type { ToolName } from '@renum/contracts';
import { z } from 'zod';
import type { Fetch } from '../door/door';
import type { ToolSpec } from '../llm/model';
import type { RunClock } from '../run/run-clock';
import { parseInput } from './parse-input';
import type { ProcessRegistry } from './processes';
import type { Workspace } from './workspace';

/** What a tool may use. */
export interface ToolContext {
  workspace: Workspace;
  processes: ProcessRegistry;
  fetch: Fetch;
  /** Aborts when the run is stopped or out of time. */
  signal: AbortSignal;
  /** The run's own time. */
  clock: Pick<RunClock, 'hold'>;
  /** Shows output while the tool still runs. */
  emit: (chunk: string) => void;
}

export interface ToolOutput {
  output: string;
  isError: boolean;
}

/**
 * What a call touches, so that calls which cannot disturb each other run at the same time.
 * `workspace` is everything a shell command may change.
 */
export type Footprint =
  | { kind: 'none' }
  | { kind: 'read' | 'write'; path: string }
  | { kind: 'workspace' }
  /** Something outside of the sandbox is changed. */
  | { kind: 'outside' };

export type Prepared =
  | { ok: true; footprint: Footprint; run(context: ToolContext): Promise<string | ToolOutput> }
  | { ok: false; problem: string };

export interface Tool {
  name: string;
  spec: ToolSpec;
  /** Checks the model's input before anything is done. */
  prepare(input: Record<string, unknown>): Prepared;
}

/** A failure that the model is told about and can react to. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

interface Definition<Schema extends z.ZodObject> {
  name: ToolName;
  description: string;
  input: Schema;
  /** Other names that models use for an argument. */
  aliases?: Readonly<Record<string, string>>;
  footprint(input: z.infer<Schema>): Footprint;
  run(input: z.infer<Schema>, context: ToolContext): Promise<string | ToolOutput>;
}

/** Makes a tool whose JSON Schema for the model and validation are the same zod schema. */
export const defineTool = <Schema extends z.ZodObject>(definition: Definition<Schema>): Tool => {
  const { $schema: _, ...parameters } = z.toJSONSchema(definition.input, { io: 'input' });
  return {
    name: definition.name,
    spec: { name: definition.name, description: definition.description, parameters },
    prepare(raw) {
      const parsed = parseInput(definition.input, raw, definition.aliases);
      if (!parsed.ok) return parsed;
      return {
        ok: true,
        footprint: definition.footprint(parsed.value),
        run: (context) => definition.run(parsed.value, context),
      };
    },
  };
};
