import { dialectOf, type AgentModel } from '@renum/contracts';
import type { Fetch } from '../door/door';
import { AnthropicModel } from './anthropic-model';
import type { CallIds } from './call-ids';
import type { Model } from './model';
import { OpenAiModel } from './openai-model';

/** The client that speaks the model's dialect. */
export const createModel = (model: AgentModel, ids: CallIds, fetch: Fetch): Model => {
  const dialect = dialectOf(model.provider);
  switch (dialect) {
    case 'openai':
      return new OpenAiModel(model, ids, fetch);
    case 'anthropic':
      return new AnthropicModel(model, ids, fetch);
    default:
      return dialect satisfies never;
  }
};
