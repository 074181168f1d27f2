import type { ModelFailure } from './model-failure';

/** Ways in which a server differs from the reference; each changes the next request's body. */
export type Quirk = 'max_tokens' | 'no_stream_options' | 'no_temperature' | 'no_reasoning';

/** What a refusal says, and what to change then. The first that matches and changes anything wins. */
const LESSONS: readonly { says: RegExp; learn: (quirks: Set<Quirk>) => boolean }[] = [
  { says: /stream_options|include_usage/i, learn: add('no_stream_options') },
  { says: /temperature/i, learn: add('no_temperature') },
  { says: /reasoning/i, learn: add('no_reasoning') },
  // A model that refuses `max_tokens` names `max_completion_tokens` as the one to use.
  {
    says: /max_tokens.*max_completion_tokens/is,
    learn: (quirks) => quirks.delete('max_tokens'),
  },
  { says: /max_completion_tokens/i, learn: add('max_tokens') },
];

function add(quirk: Quirk): (quirks: Set<Quirk>) => boolean {
  return (quirks) => quirks.size < quirks.add(quirk).size;
}

/** Notes what a refused request teaches. False: nothing new, the failure stands. */
export const learnQuirk = (failure: ModelFailure, quirks: Set<Quirk>): boolean =>
  failure.kind === 'bad_request' &&
  LESSONS.some(({ says, learn }) => says.test(failure.message) && learn(quirks));
