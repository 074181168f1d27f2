import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProviderView } from '@renum/contracts';
import { credentialOf, SecretForm } from './secret-form';

/** The calendar day where the person is. */
const today = (): string => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

/** The parts of a key, and until when it is good. */
@Component({
  selector: 'rn-secret-fields',
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  templateUrl: './secret-fields.html',
  host: { class: 'rn-form' },
  styles: `
    :host {
      gap: 16px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretFields {
  readonly provider = input<ProviderView>();
  protected readonly form = inject(SecretForm).group;
  protected readonly today = today();
  /** Another provider's field of the same name is another field. */
  protected readonly parts = computed(() =>
    credentialOf(this.provider()).fields.map((field) => ({
      ...field,
      key: `${this.provider()?.id ?? ''}/${field.name}`,
    })),
  );
}
