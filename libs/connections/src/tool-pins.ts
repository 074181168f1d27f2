import { createHash } from 'node:crypto';
import type { ConnectionToolView } from '@renum/contracts';
import { z } from 'zod';

/** What a server says of one of its tools; anything more is not ours to judge. */
const said = z.looseObject({
  name: z.string().min(1).max(200),
  title: z.string().max(1_000).optional(),
  description: z.string().max(100_000).optional(),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()).optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

/** A tool as it was read from its server, with the hash of all that a model goes by. */
export interface OfferedTool {
  name: string;
  title?: string;
  description: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
  access: 'read' | 'write';
  hash: string;
}

/** One text for one meaning: the order in which a server writes its keys says nothing. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Undefined for what is no description of a tool: it can be neither approved nor called. */
export function offeredTool(raw: unknown): OfferedTool | undefined {
  const parsed = said.safeParse(raw);
  if (!parsed.success) return undefined;
  const { name, title, description, inputSchema, outputSchema, annotations } = parsed.data;
  const definition = { name, title, description, inputSchema, outputSchema, annotations };
  return {
    name,
    ...(title !== undefined && { title }),
    description: description ?? '',
    inputSchema,
    ...(outputSchema && { outputSchema }),
    ...(annotations && { annotations }),
    // A hint, and the server's own: whoever approves the tools sees what it says.
    access: annotations?.['readOnlyHint'] === true ? 'read' : 'write',
    hash: sha256(canonical(definition)),
  };
}

/** Of all tools together, whatever their order. */
export function listHash(tools: readonly OfferedTool[]): string {
  const all = tools
    .map(({ name, hash }) => [name, hash])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return sha256(canonical(all));
}

/** What agents may be granted, beside what was approved. */
export function toolViews(
  offered: readonly OfferedTool[],
  approved: readonly OfferedTool[],
): ConnectionToolView[] {
  const before = new Map(approved.map((tool) => [tool.name, tool]));
  const now = new Set(offered.map(({ name }) => name));
  const gone = approved.filter(({ name }) => !now.has(name));
  return [
    ...offered.map((tool) => {
      const approved = before.get(tool.name);
      const change = changeOf(tool, approved);
      const was = change === 'changed' && approved ? { before: definition(approved) } : {};
      return { ...view(tool, change), ...was };
    }),
    ...gone.map((tool) => view(tool, 'removed')),
  ];
}

function changeOf(
  tool: OfferedTool,
  approved: OfferedTool | undefined,
): ConnectionToolView['change'] {
  if (!approved) return 'added';
  return approved.hash === tool.hash ? undefined : 'changed';
}

/** What a person compares, as it was when it was approved. */
const definition = ({ title, description, inputSchema }: OfferedTool) => ({
  ...(title !== undefined && { title }),
  description,
  inputSchema,
});

const view = (
  { name, title, description, inputSchema, access }: OfferedTool,
  change: ConnectionToolView['change'],
): ConnectionToolView => ({
  name,
  ...(title !== undefined && { title }),
  description,
  inputSchema,
  access,
  ...(change && { change }),
});
