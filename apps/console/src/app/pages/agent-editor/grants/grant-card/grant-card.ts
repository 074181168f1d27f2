import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  linkedSignal,
  type OnInit,
  output,
  signal,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import type { CredentialView } from '@renum/contracts';
import { amountText, parseAmount } from '../../../../core/money';
import { ProviderMark } from '../../../../ui/provider-mark/provider-mark';
import {
  ASKS,
  grantWords,
  type Choice,
  type GrantRules,
  type Noun,
  type Reach,
} from '../grant-words';
import { OperationPicker } from '../operation-picker/operation-picker';

/** Something that makes a grant useless as it is, and where it is put right. */
export interface Warning {
  text: string;
  link?: { path: string; label: string };
}

const MAX_PER_MINUTE = 100_000;

/** What was typed as calls a minute; undefined for nothing, NaN for what is no such number. */
function perMinuteOf(text: string): number | undefined {
  if (text.trim() === '') return undefined;
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= 1 && value <= MAX_PER_MINUTE ? value : Number.NaN;
}

/** One grant: what it reaches, when a person is asked, whose key, and its limits. */
@Component({
  selector: 'rn-grant-card',
  imports: [
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatRadioModule,
    MatSelectModule,
    OperationPicker,
    ProviderMark,
    RouterLink,
  ],
  templateUrl: './grant-card.html',
  styleUrl: './grant-card.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GrantCard implements OnInit {
  /** What the mark's colour is made of. */
  readonly mark = input.required<string>();
  readonly heading = input.required<string>();
  readonly noun = input<Noun>('operation');
  readonly rules = input.required<GrantRules>();
  readonly choices = input.required<readonly Choice[]>();
  /** Keys to choose from; absent where a grant has none of its own. */
  readonly credentials = input<readonly CredentialView[]>();
  readonly warnings = input<readonly Warning[]>([]);
  readonly hint = input('');
  readonly startsOpen = input(false);
  readonly disabled = input(false);
  readonly changed = output<GrantRules>();
  /** Whether something in it cannot be saved. */
  readonly faulty = output<boolean>();
  readonly removed = output();

  protected readonly asks = ASKS;
  protected readonly expanded = linkedSignal(() => this.startsOpen());
  protected readonly perMinute = signal('');
  protected readonly maxCost = signal('');
  protected readonly summary = computed(() => grantWords(this.rules(), this.noun()));
  protected readonly readCount = computed(
    () => this.choices().filter(({ access }) => access === 'read').length,
  );
  protected readonly picked = computed(() => {
    const { reach } = this.rules();
    return typeof reach === 'string' ? undefined : reach;
  });
  protected readonly scope = computed(() => (this.picked() ? 'some' : this.rules().reach));
  protected readonly badPerMinute = computed(() => Number.isNaN(perMinuteOf(this.perMinute())));
  protected readonly badCost = computed(
    () => this.maxCost().trim() !== '' && parseAmount(this.maxCost()) === undefined,
  );
  protected readonly fault = computed(
    () => this.badPerMinute() || this.badCost() || this.picked()?.length === 0,
  );

  constructor() {
    effect(() => this.faulty.emit(this.fault()));
  }

  ngOnInit(): void {
    // Once: later the fields are the person's, who may be in the middle of a number.
    const { requestsPerMinute, maxCostNano } = this.rules().limits;
    this.perMinute.set(requestsPerMinute === undefined ? '' : String(requestsPerMinute));
    this.maxCost.set(maxCostNano === undefined ? '' : amountText(maxCostNano));
  }

  protected change(part: Partial<GrantRules>): void {
    this.changed.emit({ ...this.rules(), ...part });
  }

  protected setScope(scope: 'read' | 'all' | 'some'): void {
    this.change({ reach: scope === 'some' ? this.reached() : scope });
  }

  protected setKey(credentialId: string): void {
    const { credentialId: _before, ...others } = this.rules();
    this.changed.emit(credentialId ? { ...others, credentialId } : others);
  }

  protected setLimits(): void {
    const requestsPerMinute = perMinuteOf(this.perMinute());
    const maxCostNano = this.maxCost().trim() ? parseAmount(this.maxCost()) : undefined;
    this.change({
      limits: {
        ...(requestsPerMinute && { requestsPerMinute }),
        ...(maxCostNano !== undefined && { maxCostNano }),
      },
    });
  }

  /** Picking begins with what was allowed so far. */
  private reached(): Reach {
    const { reach } = this.rules();
    if (typeof reach !== 'string') return reach;
    const some = this.choices().filter(({ access }) => reach === 'all' || access === 'read');
    return some.map(({ id }) => id);
  }
}
