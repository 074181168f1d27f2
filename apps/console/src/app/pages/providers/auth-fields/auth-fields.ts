import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { authText } from '../auth-words';
import { AuthForm } from './auth-form';

/** Asks where the secret goes in each call. */
@Component({
  selector: 'rn-auth-fields',
  imports: [MatFormFieldModule, MatInput, MatSelectModule, ReactiveFormsModule],
  template: `
    <ng-container [formGroup]="form">
      <mat-form-field>
        <mat-label>How the key is sent</mat-label>
        <mat-select formControlName="type">
          <mat-option value="bearer">Bearer token</mat-option>
          <mat-option value="header">In a header</mat-option>
          <mat-option value="query">In the query</mat-option>
          <mat-option value="basic">User name and password</mat-option>
        </mat-select>
      </mat-form-field>
      @if (type() === 'header' || type() === 'query') {
        <mat-form-field>
          <mat-label>{{ type() === 'header' ? 'Header' : 'Parameter' }}</mat-label>
          <input
            matInput
            formControlName="name"
            autocomplete="off"
            [placeholder]="type() === 'header' ? 'x-api-key' : 'api_key'"
          />
          <mat-error>Its name, as the API’s documentation has it</mat-error>
        </mat-form-field>
      }
      @if (type() === 'header') {
        <mat-form-field>
          <mat-label>Before the key (optional)</mat-label>
          <input matInput formControlName="prefix" autocomplete="off" />
          <mat-hint>With its space, for instance “Token ”</mat-hint>
        </mat-form-field>
      }
    </ng-container>
    <p class="rn-mono rn-muted">{{ example() }}</p>
  `,
  styles: `
    :host {
      gap: 16px;
    }
    p {
      overflow-wrap: anywhere;
    }
  `,
  host: { class: 'rn-form' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuthFields {
  private readonly authForm = inject(AuthForm);
  protected readonly form = this.authForm.group;
  private readonly changes = toSignal(this.form.valueChanges);
  protected readonly type = computed(() => this.changes()?.type ?? this.form.getRawValue().type);
  protected readonly example = computed(() => {
    this.changes();
    const auth = this.authForm.auth();
    return authText('name' in auth && auth.name === '' ? { ...auth, name: '…' } : auth);
  });
}
