import { dialectOf, type ModelProvider } from '@renum/contracts';
import type { Fetch } from '../door/door';
import { AnthropicModel } from './anthropic-model';
import type { CallIds } from './call-ids';
import type { Model } from './model';
import { OpenAiModel } from './openai-model';

/** Which model, and how it is asked. */
export interface ModelSettings {
  provider: ModelProvider;
  /** As the door knows it: `provider/model`, or a bare name of the agent's own provider. */
  name: string;
  temperature?: number;
  maxOutputTokens: number;
}

/** The client that speaks the model's dialect. */
export const createModel = (settings: ModelSettings, ids: CallIds, fetch: Fetch): Model => {
  const dialect = dialectOf(settings.provider);
  switch (dialect) {
    case 'openai':
      return new OpenAiModel(settings, ids, fetch);
    case 'anthropic':
      return new AnthropicModel(settings, ids, fetch);
    default:
      return dialect satisfies never;
  }
};
