import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import type { ProviderView } from '@renum/contracts';
import { categoryLabel, fits } from '../../core/provider-words';

/** As many as a person reads through; the next letter makes it fewer. */
const SHOWN = 30;

/** Finds one provider among many by its name, its category or what it does. */
@Component({
  selector: 'rn-provider-search',
  imports: [MatAutocompleteModule, MatFormFieldModule, MatIcon, MatIconButton, MatInput],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        #field
        autocomplete="off"
        [matAutocomplete]="found"
        [value]="shown()"
        (input)="text.set(field.value)"
        (blur)="restore(field)"
      />
      @if (value()) {
        <button
          matIconButton
          matSuffix
          type="button"
          [attr.aria-label]="'Clear ' + label()"
          (click)="clear(field)"
        >
          <mat-icon>close</mat-icon>
        </button>
      }
      <mat-autocomplete
        #found="matAutocomplete"
        autoActiveFirstOption
        (optionSelected)="choose($event.option.value, field)"
      >
        @for (provider of matches(); track provider.id) {
          <mat-option [value]="provider.id">
            {{ provider.title }}
            <small>{{ provider.custom ? 'Your own' : categoryLabel(provider.category) }}</small>
          </mat-option>
        } @empty {
          <mat-option disabled>No provider fits</mat-option>
        }
        @if (unseen() > 0) {
          <mat-option disabled>{{ unseen() }} more: type a part of the name</mat-option>
        }
      </mat-autocomplete>
      <mat-error>{{ error() }}</mat-error>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      width: 100%;
    }
    small {
      margin-left: 6px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderSearch {
  readonly providers = input.required<readonly ProviderView[]>();
  readonly label = input('Provider');
  /** The chosen one, where the choice stays in the field. */
  readonly value = input<string>();
  /** What is wrong with the choice; nothing when it is right. */
  readonly error = input('');
  readonly chosen = output<string | undefined>();

  protected readonly categoryLabel = categoryLabel;
  protected readonly shown = computed(
    () => this.providers().find(({ id }) => id === this.value())?.title ?? this.value() ?? '',
  );
  protected readonly text = linkedSignal({ source: this.value, computation: () => '' });
  private readonly fitting = computed(() => {
    const wanted = this.text().trim();
    return this.providers().filter((provider) => fits(provider, wanted));
  });
  protected readonly matches = computed(() => this.fitting().slice(0, SHOWN));
  protected readonly unseen = computed(() => this.fitting().length - this.matches().length);

  private readonly field = viewChild.required(MatInput);

  constructor() {
    // The input belongs to no form of its own: Material would not know that it is wrong.
    effect(() => {
      const field = this.field();
      field.errorState = this.error() !== '';
      field.stateChanges.next();
    });
  }

  protected choose(id: string, field: HTMLInputElement): void {
    this.text.set('');
    this.chosen.emit(id);
    this.restore(field);
  }

  protected clear(field: HTMLInputElement): void {
    this.text.set('');
    this.chosen.emit(undefined);
    field.value = '';
    field.focus();
  }

  /** What was typed without choosing says nothing; the field shows the choice again. */
  protected restore(field: HTMLInputElement): void {
    setTimeout(() => {
      if (field !== field.ownerDocument.activeElement || this.text() === '')
        field.value = this.shown();
    });
  }
}
