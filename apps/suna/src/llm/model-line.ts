import type { FallbackCause } from '@renum/contracts';
import type { ContextWindow } from '../context/context-window';
import type { Model, ModelRequest, ModelTurn, TurnListener } from './model';
import { causeOf, ModelFailure } from './model-failure';

/** One model that may take the turns. */
export interface Contender {
  /** `provider/model`, as people and events name it. */
  reference: string;
  /** The model's own name. */
  name: string;
  model: Model;
  window: ContextWindow;
}

export interface FallbackRules {
  causes: ReadonlySet<FallbackCause>;
  /** How long a model has to its first token while another one waits; undefined: as long as it takes. */
  afterMs?: number;
}

export interface Fallback {
  from: string;
  to: string;
  reason: FallbackCause;
  detail: string;
}

/** The agent's model and those that take its place, in order. Who failed is not asked again. */
export class ModelLine {
  private readonly failed: { reference: string; failure: ModelFailure }[] = [];
  private readonly waiting: Contender[];
  private now: Contender;

  constructor(
    [first, ...others]: readonly [Contender, ...Contender[]],
    private readonly rules: FallbackRules,
  ) {
    this.now = first;
    this.waiting = others;
  }

  /** Whose turn it is. */
  get current(): Contender {
    return this.now;
  }

  /** Who takes over for this cause, if anybody does. */
  nextFor(cause: FallbackCause | undefined): Contender | undefined {
    return cause && this.rules.causes.has(cause) ? this.waiting[0] : undefined;
  }

  /** One answer of the current model. Throws `ModelFailure`, or the signal's reason. */
  async stream(
    request: ModelRequest,
    listener: TurnListener,
    signal: AbortSignal,
  ): Promise<ModelTurn> {
    const { model } = this.now;
    const { afterMs } = this.rules;
    if (afterMs === undefined || !this.nextFor('timeout'))
      return model.stream(request, listener, signal);
    const patience = new AbortController();
    const timer = setTimeout(() => {
      const message = `The model gave no first token within ${afterMs / 1_000} seconds.`;
      patience.abort(new ModelFailure('timeout', message));
    }, afterMs);
    const begun = (): void => clearTimeout(timer);
    const heard: TurnListener = {
      text: (delta) => (begun(), listener.text(delta)),
      thinking: (delta) => (begun(), listener.thinking(delta)),
      calling: () => (begun(), listener.calling()),
    };
    try {
      return await model.stream(request, heard, AbortSignal.any([signal, patience.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets the next model take over, if the failure is one for which it should. */
  fallBack(error: unknown): Fallback | undefined {
    if (!(error instanceof ModelFailure)) return undefined;
    const reason = causeOf(error.kind);
    const next = this.nextFor(reason);
    if (!reason || !next) return undefined;
    const { reference: from } = this.now;
    this.failed.push({ reference: from, failure: error });
    this.waiting.shift();
    this.now = next;
    return { from, to: next.reference, reason, detail: error.message };
  }

  /** What to end the run with: where several models failed, every one of them is named. */
  verdict(error: unknown): unknown {
    if (this.failed.length === 0) return error;
    if (!(error instanceof ModelFailure) || !causeOf(error.kind)) return error;
    const all = [...this.failed, { reference: this.now.reference, failure: error }];
    const told = all.map(({ reference, failure }) => `${reference}: ${failure.message}`);
    // Only where keys are all that is missing does a key help.
    const keys = all.every(({ failure }) => failure.kind === 'credential_missing');
    const message = `No model could answer. ${told.join(' · ')}`;
    return new ModelFailure(keys ? error.kind : 'unavailable', message, { cause: error });
  }
}
