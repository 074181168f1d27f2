import { dialectOf, MODEL_PROVIDERS, type Dialect, type ModelProvider } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { LlmOperation } from '@renum/llm';
import { allowsModel, allowsProvider } from '@renum/tenants';
import type { ModelRules, ModelSource, ModelTarget } from './model-rules';

/** Whose a bare name is: what the official client of the dialect means by it. */
const BARE: Readonly<Record<Dialect, ModelProvider>> = { openai: 'openai', anthropic: 'anthropic' };

/** What an external app may call: whatever its API key's allow-list has, or everything without one. */
export class AppModels implements ModelRules {
  /** @param patterns `provider/model` with `*` */
  constructor(private readonly patterns: readonly string[] | undefined) {}

  sources(dialect: Dialect): readonly [ModelSource, ...ModelSource[]] {
    const speaking = MODEL_PROVIDERS.filter(
      (provider) => dialectOf(provider) === dialect && allowsProvider(this.patterns, provider),
    ).map((provider) => ({ provider }));
    const [first, ...rest] = speaking;
    if (first) return [first, ...rest];
    throw denied('The API key allows no model that speaks this dialect.');
  }

  choose(dialect: Dialect, _operation: LlmOperation, named: string): ModelTarget {
    const target = targetOf(dialect, named);
    const reference = `${target.provider}/${target.name}`;
    if (dialectOf(target.provider) !== dialect)
      throw denied(
        `${reference} speaks another dialect: call it at /llm/${dialectOf(target.provider)}.`,
      );
    if (!allowsModel(this.patterns, reference))
      throw denied(`The API key does not allow the model ${reference}.`);
    return target;
  }
}

/** The provider is the part before the first slash, where that is one; the rest may have slashes. */
function targetOf(dialect: Dialect, named: string): ModelTarget {
  const slash = named.indexOf('/');
  const head = named.slice(0, Math.max(slash, 0));
  const provider = MODEL_PROVIDERS.find((each) => each === head);
  return provider
    ? { provider, name: named.slice(slash + 1) }
    : { provider: BARE[dialect], name: named };
}

const denied = (message: string): DomainError => new DomainError('operation_not_allowed', message);
