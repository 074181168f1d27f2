import { DOOR_ROUTES, type HttpOperation } from '@renum/contracts';
import { DOOR_ORIGIN } from '../../door/door';
import { readProxyProblem } from '../proxy-problem';
import { ToolError, type ToolContext } from '../tool';
import { shownAnswer } from './answer';
import { httpRequest } from './http-request';

/** How long a person was waited for, in milliseconds. */
const APPROVAL_WAIT_HEADER = 'x-renum-approval-wait-ms';

interface OperationCall {
  name: string;
  asks: boolean;
  provider: string;
  operation: HttpOperation;
}

/** Calls an operation of a provider and tells its answer. The data plane bounds the time it takes. */
export async function callOperation(
  { name, asks, provider, operation }: OperationCall,
  input: Record<string, unknown>,
  context: ToolContext,
): Promise<string> {
  const { target, ...request } = httpRequest(operation, input);
  const url = `${DOOR_ORIGIN}${DOOR_ROUTES.proxy}/${provider}${target}`;
  const response = await untilHeaders(url, request, asks, context);
  if (response.ok) return shownAnswer(response, name, context.workspace);
  if (response.status >= 300 && response.status < 400)
    throw new ToolError(
      `${name} was redirected (status ${response.status}) to ${response.headers.get('location') ?? 'somewhere'}, which was not followed.`,
    );
  throw await readProxyProblem(response, name);
}

/** While a person may be asked, the run's own time stands still. */
export async function untilHeaders(
  url: string,
  init: RequestInit,
  asks: boolean,
  { fetch, signal, clock }: ToolContext,
): Promise<Response> {
  const resume = asks ? clock.hold() : undefined;
  const started = performance.now();
  let waited = Infinity;
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    waited = Number(response.headers.get(APPROVAL_WAIT_HEADER) ?? 0) || 0;
    return response;
  } catch (error) {
    signal.throwIfAborted();
    throw new ToolError('The call could not be made: the way out did not answer.', {
      cause: error,
    });
  } finally {
    resume?.(Math.max(0, performance.now() - started - waited));
  }
}
