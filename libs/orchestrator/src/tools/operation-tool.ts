import type { ExternalTool, HttpOperation, OperationInput, ProviderGrant } from '@renum/contracts';
import {
  parameterNames,
  pathPattern,
  pathTemplate,
  type ProviderManifest,
  type ProviderOperation,
} from '@renum/providers';

type Schema = Record<string, unknown>;

/** What model providers take of a tool's description. */
const MAX_DESCRIPTION = 1_000;

/** An operation as a tool of its own. */
export function operationTool(
  name: string,
  manifest: ProviderManifest,
  operation: ProviderOperation,
  grant: Pick<ProviderGrant, 'ask'>,
): ExternalTool {
  const { title, description } = operation;
  const said = [`${manifest.title}: ${title}.`, description].filter(Boolean).join(' ');
  return {
    name,
    description: said.slice(0, MAX_DESCRIPTION),
    parameters: parametersOf(operation),
    access: operation.access,
    asks: asks(grant, operation),
    target: { type: 'http', provider: manifest.id, ...httpOperation(operation) },
  };
}

/** Several operations behind one tool, for when there are too many for one each. */
export function gatheredTool(
  name: string,
  manifest: ProviderManifest,
  operations: readonly ProviderOperation[],
  grant: Pick<ProviderGrant, 'ask'>,
): ExternalTool {
  const list = operations.map(({ id, title }) => `${id}: ${title}`).join('\n');
  return {
    name,
    description:
      `${manifest.title}: calls any one of these operations. See ${manifest.docsUrl} for what ` +
      `each takes.\n${list}`.slice(0, 4 * MAX_DESCRIPTION),
    parameters: {
      type: 'object',
      properties: {
        operation: { type: 'string', enum: operations.map(({ id }) => id) },
        input: {
          type: 'object',
          description:
            'Path parameters by their names, `query` and `body`, each where it is needed.',
          properties: { query: { type: 'object' }, body: { type: 'object' } },
        },
      },
      required: ['operation'],
    },
    access: operations.some(({ access }) => access === 'write') ? 'write' : 'read',
    asks: operations.some((operation) => asks(grant, operation)),
    target: {
      type: 'provider',
      provider: manifest.id,
      operations: operations.map((each) => ({ ...httpOperation(each), access: each.access })),
    },
  };
}

const asks = (
  { ask }: Pick<ProviderGrant, 'ask'>,
  { access }: Pick<ProviderOperation, 'access'>,
): boolean => ask === 'always' || (ask === 'writes' && access === 'write');

function httpOperation({ id, method, path, input }: ProviderOperation): HttpOperation {
  const pattern = pathPattern(path);
  const inPath = parameterNames(pattern);
  return {
    operation: id,
    method,
    path: pathTemplate(pattern),
    pathParameters: inPath,
    // A name that also stands in the path, or is the body's, can be given in `query` only.
    queryParameters: Object.keys(input?.query ?? {}).filter(
      (name) => name !== 'body' && !inPath.includes(name),
    ),
    body: bodyOf(method, input),
  };
}

function bodyOf(method: string, input: OperationInput | undefined): HttpOperation['body'] {
  if (input?.body) return input.bodyType ?? 'json';
  if (method === 'GET' || method === 'DELETE') return 'none';
  return input ? 'none' : 'json';
}

/** One flat object: path and query parameters by their names, and the body whole. */
function parametersOf(operation: ProviderOperation): Schema {
  const { input } = operation;
  const { pathParameters, queryParameters, body } = httpOperation(operation);
  const properties: [string, Schema][] = pathParameters.map((name) => [
    name,
    input?.path?.[name] ?? { type: 'string' },
  ]);
  for (const name of queryParameters) properties.push([name, input?.query?.[name] ?? {}]);
  if (!input) {
    const description = 'Query parameters, by their names.';
    if (!pathParameters.includes('query'))
      properties.push(['query', { type: 'object', description }]);
  }
  if (body !== 'none') {
    const what = body === 'form' ? 'The fields of the form.' : 'The JSON body.';
    properties.push(['body', input?.body ?? { type: 'object', description: what }]);
  }
  const bodyNeeded = Array.isArray(input?.body?.['required']) && input.body['required'].length > 0;
  const required = [
    ...pathParameters,
    ...(input?.requiredQuery ?? []).filter((name) => queryParameters.includes(name)),
    ...(bodyNeeded ? ['body'] : []),
  ];
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
}
