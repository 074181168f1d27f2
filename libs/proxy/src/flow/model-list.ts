import type { ServerResponse } from 'node:http';
import { dialectOf, MODEL_PROVIDERS, type Dialect } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { allowsModel } from '@renum/tenants';
import { DECISION_HEADER, REQUEST_ID_HEADER } from '../http/refusal';

export interface ListedModel {
  /** `provider/model`: what a call names it. */
  id: string;
  provider: string;
}

export interface ModelChoice {
  /** Providers that there is a credential for. */
  providers: ReadonlySet<string>;
  /** The allow-list of the API key. */
  patterns: readonly string[] | undefined;
  /** The names that are known of a provider's models. */
  namesOf: (provider: string) => readonly string[];
}

/** What may be called at a dialect's door, as far as its name is known. */
export function modelsOf(dialect: Dialect, choice: ModelChoice): ListedModel[] {
  const { providers, patterns, namesOf } = choice;
  return MODEL_PROVIDERS.filter(
    (provider) => dialectOf(provider) === dialect && providers.has(provider),
  ).flatMap((provider) =>
    [...new Set([...namesOf(provider), ...namedBy(patterns, provider)])]
      .map((name) => ({ id: `${provider}/${name}`, provider }))
      .filter(({ id }) => allowsModel(patterns, id)),
  );
}

/** Models of somebody's own machine are in no list, but an allow-list may name them. */
const namedBy = (patterns: readonly string[] = [], provider: string): string[] =>
  patterns
    .filter((pattern) => pattern.startsWith(`${provider}/`) && !pattern.includes('*'))
    .map((pattern) => pattern.slice(provider.length + 1));

const LIST = '/v1/models';

/**
 * Answers `GET …/models` and `GET …/models/{id}` in the dialect's own form.
 * @param path as the route has it, with or without its `/v1`
 * @throws DomainError `not_found`
 */
export function sendModels(
  res: ServerResponse,
  requestId: string,
  { dialect, path }: { dialect: Dialect; path: string },
  models: readonly ListedModel[],
): void {
  const whole = path.startsWith('/v1/') ? path : `/v1${path}`;
  const body = whole === LIST ? listOf(dialect, models) : oneOf(dialect, whole, models);
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(200, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    [REQUEST_ID_HEADER]: requestId,
    [DECISION_HEADER]: 'allowed',
  });
  res.end(bytes);
}

function oneOf(dialect: Dialect, path: string, models: readonly ListedModel[]): object {
  const asked = path.startsWith(`${LIST}/`) ? decoded(path.slice(LIST.length + 1)) : undefined;
  const bare = `${dialect}/${asked ?? ''}`;
  const found = models.find(({ id }) => id === asked) ?? models.find(({ id }) => id === bare);
  if (found) return viewOf(dialect, found);
  throw new DomainError('not_found', 'There is no such model for this API key.');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function listOf(dialect: Dialect, models: readonly ListedModel[]): object {
  const data = models.map((model) => viewOf(dialect, model));
  if (dialect === 'openai') return { object: 'list', data };
  const ids = models.map(({ id }) => id);
  return { data, has_more: false, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null };
}

/** When a model was made the price list does not say; both dialects want a date all the same. */
const viewOf = (dialect: Dialect, { id, provider }: ListedModel): object =>
  dialect === 'openai'
    ? { id, object: 'model', created: 0, owned_by: provider }
    : { type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' };
