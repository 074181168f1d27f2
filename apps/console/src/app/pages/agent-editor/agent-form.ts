import { inject, Injectable } from '@angular/core';
import {
  type AbstractControl,
  NonNullableFormBuilder,
  type ValidationErrors,
  Validators,
} from '@angular/forms';
import { FALLBACK_CAUSES } from '@renum/contracts';
import type {
  AgentConfig,
  AgentView,
  AgentModel,
  ConnectionGrant,
  FallbackCause,
  FallbackModel,
  ModelProvider,
  ProviderGrant,
  ProviderView,
  ToolName,
} from '@renum/contracts';
import type { AgentDraft } from '../../core/api/agents.api';
import { amountGiven } from '../../core/amount-given';
import { amountText, parseAmount } from '../../core/money';
import { ALL_TOOLS } from '../../core/tools';
import { faultsOf } from './fallbacks/fallback-words';

const between = (min: number, max: number) => [
  Validators.required,
  Validators.min(min),
  Validators.max(max),
  Validators.pattern(/^\d+$/),
];

interface ModelFields {
  provider?: ModelProvider;
  model?: string;
  fallbacks?: FallbackModel[];
  fallbackOn?: FallbackCause[];
}

/** Looks at the whole form: no fallback may be the model itself, or be there twice. */
const fallbacksFit = ({ value }: AbstractControl<ModelFields>): ValidationErrors | null => {
  const { provider = 'openai', model = '', fallbacks = [], fallbackOn = [] } = value;
  if (fallbacks.length === 0) return null;
  const faulty = faultsOf({ provider, name: model }, fallbacks).some((fault) => fault !== '');
  return faulty || fallbackOn.length === 0 ? { fallbacks: true } : null;
};

/** Reading without asking, and a question before the first change: safe until said otherwise. */
export const newGrant = (provider: string): ProviderGrant => ({
  provider,
  operations: 'read',
  ask: 'writes',
  limits: {},
});

/** An agent as form fields, and back. The bounds are those of the API's schema. */
@Injectable()
export class AgentForm {
  private readonly build = inject(NonNullableFormBuilder);
  readonly group = this.build.group(
    {
      name: ['', [Validators.required, Validators.maxLength(200)]],
      description: ['', Validators.maxLength(2000)],
      provider: this.build.control<ModelProvider>('openai'),
      model: ['', [Validators.required, Validators.maxLength(200)]],
      credentialId: [''],
      temperature: this.build.control<number | null>(null, [Validators.min(0), Validators.max(2)]),
      maxOutputTokens: [4096, between(1, 200_000)],
      instructions: ['', Validators.maxLength(100_000)],
      tools: this.build.control<ToolName[]>([...ALL_TOOLS]),
      maxSteps: [30, between(1, 500)],
      maxSeconds: [900, between(5, 86_400)],
      maxCost: ['1.00', [Validators.required, amountGiven({ zero: true })]],
      grants: this.build.control<ProviderGrant[]>([]),
      connections: this.build.control<ConnectionGrant[]>([]),
      fallbacks: this.build.control<FallbackModel[]>([]),
      fallbackOn: this.build.control<FallbackCause[]>([...FALLBACK_CAUSES]),
      fallbackAfterSeconds: this.build.control<number | null>(null, [
        Validators.min(1),
        Validators.max(600),
        Validators.pattern(/^\d+$/),
      ]),
    },
    { validators: fallbacksFit },
  );

  fill({ name, description }: Pick<AgentView, 'name' | 'description'>, config: AgentConfig): void {
    const { model, instructions, tools, limits, grants, connections } = config;
    this.group.reset({
      name,
      description,
      provider: model.provider,
      model: model.name,
      credentialId: model.credentialId ?? '',
      temperature: model.temperature ?? null,
      maxOutputTokens: model.maxOutputTokens,
      instructions,
      tools,
      maxSteps: limits.maxSteps,
      maxSeconds: limits.maxSeconds,
      maxCost: amountText(limits.maxCostNano),
      grants,
      connections,
      fallbacks: model.fallbacks ?? [],
      fallbackOn: model.fallbackOn ?? [...FALLBACK_CAUSES],
      fallbackAfterSeconds: model.fallbackAfterSeconds ?? null,
    });
  }

  /** Puts a provider in that somebody came here to use; saving it is still theirs. */
  offer({ id, kind, models }: ProviderView): void {
    const { grants } = this.group.controls;
    if (kind === 'llm')
      this.group.patchValue({ provider: id as ModelProvider, model: models[0] ?? '' });
    else if (grants.value.every(({ provider }) => provider !== id))
      grants.setValue([...grants.value, newGrant(id)]);
    this.group.markAsDirty();
  }

  /** What the fields say; only to be asked when they are valid. */
  draft(): AgentDraft {
    const value = this.group.getRawValue();
    return {
      name: value.name.trim(),
      description: value.description.trim(),
      config: {
        model: {
          provider: value.provider,
          name: value.model.trim(),
          maxOutputTokens: Number(value.maxOutputTokens),
          ...(value.credentialId && { credentialId: value.credentialId }),
          ...(value.temperature !== null && { temperature: Number(value.temperature) }),
          ...fallbackPart(value),
        },
        instructions: value.instructions,
        tools: value.tools,
        limits: {
          maxSteps: Number(value.maxSteps),
          maxSeconds: Number(value.maxSeconds),
          maxCostNano: parseAmount(value.maxCost) ?? '0',
        },
        grants: value.grants,
        connections: value.connections,
      },
    };
  }
}

type FormValue = ReturnType<AgentForm['group']['getRawValue']>;

/** All causes are the rule, and those that come later with them: nothing is said then. */
function fallbackPart({
  fallbacks,
  fallbackOn,
  fallbackAfterSeconds,
}: FormValue): Partial<AgentModel> {
  if (fallbacks.length === 0) return {};
  return {
    fallbacks: fallbacks.map((model) => ({ ...model, name: model.name.trim() })),
    ...(fallbackOn.length < FALLBACK_CAUSES.length && { fallbackOn }),
    ...(fallbackAfterSeconds !== null &&
      fallbackOn.includes('timeout') && { fallbackAfterSeconds: Number(fallbackAfterSeconds) }),
  };
}
