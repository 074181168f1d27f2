import { DomainError } from '@renum/platform';
import type { TokenFetch, TokenProvider, TokenRequest } from './token-fetch';

/** Nobody's answer with tokens is longer. */
const MAX_LENGTH = 64 * 1024;

/**
 * A token endpoint's answer, in the form that the standard gives it: some say no with status 200,
 * some wrap nothing but a type of their own, and none needs to say who the person is.
 */
export async function endpointAnswer(
  tokenFetch: TokenFetch,
  { id, oauth2 }: TokenProvider,
  request: Omit<TokenRequest, 'own'>,
): Promise<Response> {
  // Client secrets, codes and refresh tokens go to the manifest's hosts and nowhere else (P1).
  if (!oauth2.tokenHosts.includes(new URL(request.url).hostname))
    throw new DomainError('destination_refused', 'The token endpoint is not one of its hosts.');
  const answer = await tokenFetch.send({ ...request, own: id.startsWith('own-') });
  const text = await answer.text();
  if (text.length > MAX_LENGTH) throw new Error('the answer of the token endpoint is too long');
  const body = objectOf(text);
  if (!body) return new Response(text, { status: answer.status, headers: answer.headers });
  const refused = answer.ok && typeof body['error'] === 'string' && !('access_token' in body);
  // Not ours to check or keep: we ask for access, not for who somebody is.
  delete body['id_token'];
  for (const [name, value] of Object.entries(body)) if (value === null) delete body[name];
  if (typeof body['scope'] !== 'string') delete body['scope'];
  if (answer.ok && 'access_token' in body) body['token_type'] ??= 'bearer';
  return Response.json(body, { status: refused ? 400 : answer.status });
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
