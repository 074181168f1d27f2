import type { ProviderManifestInput } from '../manifest';

type Operation = ProviderManifestInput['operations'][number];
type Extra = Partial<
  Pick<
    Operation,
    'safeToRetry' | 'idempotencyHeader' | 'meter' | 'priceNano' | 'description' | 'input'
  >
>;
type Call = `${Operation['method']} /${string}`;

/** Changes nothing, whatever its method; repeating it is safe unless the manifest says otherwise. */
export const read = (id: string, title: string, call: Call, extra: Extra = {}): Operation =>
  operationOf(id, title, call, { access: 'read', safeToRetry: true, ...extra });

/** Changes something; sent once. */
export const write = (id: string, title: string, call: Call, extra: Extra = {}): Operation =>
  operationOf(id, title, call, { access: 'write', safeToRetry: false, ...extra });

function operationOf(
  id: string,
  title: string,
  call: Call,
  rest: Extra & Pick<Operation, 'access' | 'safeToRetry'>,
): Operation {
  const space = call.indexOf(' ');
  const method = call.slice(0, space) as Operation['method'];
  return { id, title, method, path: call.slice(space + 1), ...rest };
}

/** For APIs that answer within seconds. */
export const TOOL_LIMITS: ProviderManifestInput['limits'] = {
  timeoutMs: 60_000,
  idleMs: 60_000,
  requestBytes: 4 * 1024 * 1024,
  responseBytes: 32 * 1024 * 1024,
  concurrency: 16,
};
