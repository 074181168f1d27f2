import { FALLBACK_CAUSES, modelReference, type AgentModel } from '@renum/contracts';
import { ContextWindow } from '../context/context-window';
import { windowOf } from '../context/windows';
import type { Fetch } from '../door/door';
import type { CallIds } from './call-ids';
import { createModel } from './create-model';
import { impatient } from './impatient';
import { ModelLine, type Contender } from './model-line';

/** The agent's models with their clients and windows; `promptTokens` is the part that never shrinks. */
export const createLine = (
  model: AgentModel,
  promptTokens: number,
  ids: CallIds,
  fetch: Fetch,
): ModelLine => {
  const { temperature, maxOutputTokens, fallbacks = [], fallbackAfterSeconds } = model;
  const reserved = { prompt: promptTokens, output: maxOutputTokens };
  const contender = (
    { provider, name }: Pick<AgentModel, 'provider' | 'name'>,
    last: boolean,
  ): Contender => {
    const reference = modelReference({ provider, name });
    // Among several, a bare name could mean two.
    const named = fallbacks.length === 0 ? name : reference;
    const settings = { provider, name: named, temperature, maxOutputTokens };
    return {
      reference,
      name,
      model: createModel(settings, ids, last ? fetch : impatient(fetch)),
      window: new ContextWindow(windowOf(name), reserved),
    };
  };
  const others = fallbacks.map((each, at) => contender(each, at === fallbacks.length - 1));
  return new ModelLine([contender(model, fallbacks.length === 0), ...others], {
    causes: new Set(model.fallbackOn ?? FALLBACK_CAUSES),
    ...(fallbackAfterSeconds !== undefined && { afterMs: fallbackAfterSeconds * 1_000 }),
  });
};
