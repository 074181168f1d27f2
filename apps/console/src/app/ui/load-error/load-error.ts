import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { failureOf } from '../../core/problem';

/** What stands where a list or a page should be, when it could not be loaded. */
@Component({
  selector: 'rn-load-error',
  imports: [MatButton, MatIcon],
  template: `
    <mat-icon aria-hidden="true">cloud_off</mat-icon>
    <p role="alert">{{ message() }}</p>
    <button matButton="outlined" type="button" (click)="retry.emit()">Try again</button>
  `,
  styleUrl: './load-error.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoadError {
  readonly error = input.required<unknown>();
  readonly retry = output();
  protected readonly message = computed(() => failureOf(this.error()).message);
}
