import type { ExternalTool, HttpOperation } from '@renum/contracts';
import { isRecord } from '../../llm/tool-arguments';
import type { Footprint, Prepared, Tool } from '../tool';
import { checkInput } from './check-input';
import { callOperation } from './http-call';
import { callMcpTool } from './mcp-call';

/** A tool outside of the sandbox; the data plane decides each of its calls. */
export const externalTool = (described: ExternalTool): Tool => {
  const { name, description, parameters } = described;
  return {
    name,
    spec: { name, description, parameters },
    prepare: (input) => prepare(described, input),
  };
};

function prepare(tool: ExternalTool, raw: Record<string, unknown>): Prepared {
  const { value, problems } = checkInput(tool.parameters, raw);
  if (problems.length > 0) return refused(problems.join('; '));
  const { target } = tool;
  switch (target.type) {
    case 'http':
      return prepared(tool, target.provider, { ...target, access: tool.access }, value);
    case 'provider': {
      const { operation: wanted, input, ...rest } = value;
      const operation = target.operations.find((each) => each.operation === wanted);
      if (!operation) return refused(`there is no operation ${JSON.stringify(wanted)}`);
      return prepared(tool, target.provider, operation, isRecord(input) ? input : rest);
    }
    case 'mcp':
      return {
        ok: true,
        footprint: footprintOf(tool.access),
        run: (context) => callMcpTool({ ...tool, ...target }, value, context),
      };
    default:
      return target satisfies never;
  }
}

function prepared(
  { name, asks }: ExternalTool,
  provider: string,
  operation: HttpOperation,
  input: Record<string, unknown>,
): Prepared {
  return {
    ok: true,
    footprint: footprintOf(operation.access),
    run: (context) => callOperation({ name, asks, provider, operation }, input, context),
  };
}

/** What changes something is done in the order in which the model wants it. */
const footprintOf = (access: 'read' | 'write' | undefined): Footprint =>
  access === 'read' ? { kind: 'none' } : { kind: 'outside' };

const refused = (why: string): Prepared => ({
  ok: false,
  problem: `The call was not made: ${why}.`,
});
