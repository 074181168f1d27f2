import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { type ControlValueAccessor, NgControl } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import {
  modelReference,
  type CredentialView,
  type FallbackModel,
  type ProviderView,
} from '@renum/contracts';
import { faultsOf, MOST_FALLBACKS } from './fallback-words';

interface Row {
  /** Of the row, not of the model: what is typed must not make another row of it. */
  id: number;
  model: FallbackModel;
}

/** The models that take over when the agent's own fails, in their order, as one form field. */
@Component({
  selector: 'rn-fallback-list',
  imports: [
    MatAutocompleteModule,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSelectModule,
    RouterLink,
  ],
  templateUrl: './fallback-list.html',
  styleUrl: './fallback-list.scss',
  host: { role: 'group', 'aria-label': 'Fallback models' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FallbackList implements ControlValueAccessor {
  /** The agent's own model, which none of them may be. */
  readonly primary = input.required<Pick<FallbackModel, 'provider' | 'name'>>();
  readonly providers = input.required<readonly ProviderView[]>();
  /** Undefined while it is not known what keys there are. */
  readonly credentials = input.required<readonly CredentialView[] | undefined>();
  protected readonly rows = signal<readonly Row[]>([]);
  protected readonly disabled = signal(false);
  private nextId = 0;
  private changed: (models: FallbackModel[]) => void = () => undefined;

  protected readonly cards = computed(() => {
    const models = this.rows().map(({ model }) => model);
    const faults = faultsOf(this.primary(), models);
    return this.rows().map((row, at) => {
      const provider = this.providers().find(({ id }) => id === row.model.provider);
      const keys = this.credentials()?.filter((key) => key.provider === row.model.provider);
      return {
        ...row,
        fault: faults[at] ?? '',
        title: provider?.title ?? row.model.provider,
        models: provider?.models ?? [],
        keys: keys ?? [],
        keyMissing: keys !== undefined && !keys.some(isUsable),
        keyGone: keys !== undefined && isGone(keys, row.model.credentialId),
      };
    });
  });
  protected readonly full = computed(() => this.rows().length >= MOST_FALLBACKS);

  constructor() {
    const control = inject(NgControl, { optional: true, self: true });
    if (control) control.valueAccessor = this;
  }

  writeValue(models: FallbackModel[] | null): void {
    this.rows.set((models ?? []).map((model) => this.rowOf(model)));
  }

  registerOnChange(changed: (models: FallbackModel[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(): void {
    // Each row says by itself what is wrong in it.
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  /** Another provider is what helps when one is down. */
  protected add(): void {
    const used = new Set([
      this.primary().provider,
      ...this.rows().map((row) => row.model.provider),
    ]);
    const known = this.providers();
    const withKey = known.filter(({ id }) =>
      this.credentials()?.some((key) => key.provider === id && isUsable(key)),
    );
    const fresh = (one: ProviderView): boolean => !used.has(one.id as FallbackModel['provider']);
    const offered = withKey.find(fresh) ?? known.find(fresh) ?? known[0];
    if (!offered) return;
    const provider = offered.id as FallbackModel['provider'];
    this.emit([...this.rows(), this.rowOf({ provider, name: this.freshName(provider) })]);
  }

  protected remove(id: number): void {
    this.emit(this.rows().filter((row) => row.id !== id));
  }

  /** Changes places with the one above. */
  protected raise(at: number): void {
    const rows = [...this.rows()];
    const [one] = rows.splice(at, 1);
    if (!one || at < 1) return;
    rows.splice(at - 1, 0, one);
    this.emit(rows);
  }

  protected setProvider(id: number, provider: FallbackModel['provider']): void {
    // A credential belongs to one provider, and so does a model's name.
    this.put(id, { provider, name: this.freshName(provider) });
  }

  protected setName(id: number, model: FallbackModel, name: string): void {
    this.put(id, { ...model, name });
  }

  protected setKey(id: number, { provider, name }: FallbackModel, credentialId: string): void {
    this.put(id, { provider, name, ...(credentialId && { credentialId }) });
  }

  /** A model of the provider that is none of them yet. */
  private freshName(provider: FallbackModel['provider']): string {
    const there = [this.primary(), ...this.rows().map(({ model }) => model)].map(modelReference);
    const known = this.providers().find(({ id }) => id === provider)?.models ?? [];
    return known.find((name) => !there.includes(modelReference({ provider, name }))) ?? '';
  }

  private put(id: number, model: FallbackModel): void {
    this.emit(this.rows().map((row) => (row.id === id ? { id, model } : row)));
  }

  private rowOf(model: FallbackModel): Row {
    this.nextId += 1;
    return { id: this.nextId, model };
  }

  private emit(rows: readonly Row[]): void {
    this.rows.set(rows);
    this.changed(rows.map(({ model }) => model));
  }
}

const isUsable = ({ state, expired }: CredentialView): boolean => state === 'active' && !expired;

const isGone = (keys: readonly CredentialView[], chosen: string | undefined): boolean =>
  chosen !== undefined && !keys.some((key) => key.id === chosen && isUsable(key));
