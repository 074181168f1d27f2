import {
  FALLBACK_CAUSES,
  modelReference,
  type AgentModel,
  type FallbackCause,
  type FallbackModel,
} from '@renum/contracts';

export const MOST_FALLBACKS = 5;

export const CAUSES: Record<FallbackCause, { label: string; hint: string }> = {
  rate_limited: { label: 'It is rate limited', hint: 'or its quota is used up' },
  unavailable: { label: 'It is not available', hint: 'errors of the provider, a broken answer' },
  timeout: { label: 'It takes too long', hint: 'no first word in time' },
  context_window: { label: 'The conversation is too long', hint: 'for what the model can read' },
  refused: { label: 'It refuses the request', hint: 'a wrong key, an unknown model' },
};

/** What is wrong with each of the models, if anything; beside `primary` and one another. */
export const faultsOf = (
  primary: Pick<FallbackModel, 'provider' | 'name'>,
  models: readonly FallbackModel[],
): string[] => {
  const seen = new Set([modelReference({ ...primary, name: primary.name.trim() })]);
  return models.map(({ provider, name }) => {
    const reference = modelReference({ provider, name: name.trim() });
    if (name.trim() === '') return 'Name the model';
    if (name.trim().length > 200) return 'At most 200 characters';
    if (seen.has(reference)) return 'This model is there already';
    seen.add(reference);
    return '';
  });
};

/** What another version does otherwise about its model, in sentences. */
export const modelChanges = (before: AgentModel, after: AgentModel): string[] => {
  const lines = (model: AgentModel): string[] => [
    modelReference(model),
    (model.fallbacks ?? []).map(modelReference).join(', then ') || 'nothing',
    whenWords(model),
  ];
  const [was, is] = [lines(before), lines(after)];
  const titles = ['Model', 'Falls back to', 'Falls back when'];
  const said = titles.flatMap((title, at) =>
    was[at] === is[at] ? [] : [`${title}: ${is[at] ?? ''} (before: ${was[at] ?? ''})`],
  );
  const [old, now] = [keysOf(before), keysOf(after)];
  const other = [...now].some(([name, key]) => old.has(name) && old.get(name) !== key);
  return other ? [...said, 'Other keys for its models'] : said;
};

function whenWords({ fallbacks = [], fallbackOn, fallbackAfterSeconds }: AgentModel): string {
  if (fallbacks.length === 0) return 'never';
  const causes = fallbackOn ?? FALLBACK_CAUSES;
  const named = FALLBACK_CAUSES.filter((cause) => causes.includes(cause));
  const all = named.length === FALLBACK_CAUSES.length;
  const words = all
    ? 'it fails'
    : named.map((cause) => CAUSES[cause].label.toLowerCase()).join(', ');
  return fallbackAfterSeconds === undefined
    ? words
    : `${words}; after ${fallbackAfterSeconds} s without a word`;
}

/** Keys of those models that stay: a new model's key is news of the model. */
const keysOf = (model: AgentModel): ReadonlyMap<string, string> =>
  new Map(
    [model, ...(model.fallbacks ?? [])].map((each) => [
      modelReference(each),
      each.credentialId ?? '',
    ]),
  );
