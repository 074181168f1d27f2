import { createHash } from 'node:crypto';
import type { AgentConfig, ExternalTool, ProviderGrant } from '@renum/contracts';
import type { ProviderManifest, ProviderOperation, ProviderSource } from '@renum/providers';
import { gatheredTool, operationTool } from './operation-tool';

/** Model providers take no more tools than this, and models choose worse long before. */
export const MAX_TOOLS = 128;
/** Of a provider with more, the first so many are tools of their own when room is short. */
const FIRST = 40;
const MAX_NAME = 64;

/** A grant with what it grants. */
interface Granted {
  grant: ProviderGrant;
  manifest: ProviderManifest;
  operations: readonly ProviderOperation[];
  /** How many are tools of their own; the others are behind one more. */
  single: number;
}

/**
 * What an agent's grants offer its model, `room` tools at most. It is an offer only: the data plane
 * decides each call. Models themselves are called by the run, not by a tool.
 */
export function grantedTools(
  { grants }: Pick<AgentConfig, 'grants'>,
  providers: ProviderSource,
  room = MAX_TOOLS,
): ExternalTool[] {
  const all = grants.flatMap((grant): Granted[] => {
    const manifest = providers.find(grant.provider);
    if (!manifest || manifest.kind === 'llm') return [];
    const operations = manifest.operations.filter((operation) => isGranted(grant, operation));
    return operations.length === 0
      ? []
      : [{ grant, manifest, operations, single: operations.length }];
  });
  shorten(all, FIRST, room);
  shorten(all, 0, room);
  const names = new Names();
  return all.flatMap((granted) => toolsOf(granted, names)).slice(0, room);
}

export const isGranted = (
  { operations }: Pick<ProviderGrant, 'operations'>,
  { id, access }: Pick<ProviderOperation, 'id' | 'access'>,
): boolean => {
  if (operations === 'all') return true;
  return operations === 'read' ? access === 'read' : operations.includes(id);
};

/** Gathers the operations of the longest lists beyond the first `keep` until all have room. */
function shorten(all: Granted[], keep: number, room: number): void {
  const count = (): number => all.reduce((sum, each) => sum + toolCount(each), 0);
  const longest = all.filter(({ single }) => single > keep + 1).sort((a, b) => b.single - a.single);
  for (const each of longest) {
    if (count() <= room) return;
    each.single = keep;
  }
}

const toolCount = ({ single, operations }: Granted): number =>
  single + (operations.length > single ? 1 : 0);

function toolsOf({ grant, manifest, operations, single }: Granted, names: Names): ExternalTool[] {
  const { id } = manifest;
  const tools = operations
    .slice(0, single)
    .map((operation) => operationTool(names.of(id, operation.id), manifest, operation, grant));
  const rest = operations.slice(single);
  return rest.length === 0
    ? tools
    : [...tools, gatheredTool(names.of(id, 'call'), manifest, rest, grant)];
}

/** `provider__operation` in the letters that model providers allow, each once. */
class Names {
  private readonly taken = new Set<string>();

  of(provider: string, operation: string): string {
    const whole = `${provider}__${operation}`.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
    let name = whole.length > MAX_NAME ? cut(whole, `${provider} ${operation}`) : whole;
    for (let count = 2; this.taken.has(name); count += 1)
      name = cut(whole, `${provider} ${operation} ${count}`);
    this.taken.add(name);
    return name;
  }
}

/** The same text gives the same name, in every run. */
function cut(whole: string, text: string): string {
  const sum = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return `${whole.slice(0, MAX_NAME - sum.length - 1)}_${sum}`;
}
