import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router } from '@angular/router';
import { Attempt } from '../../core/attempt';
import { Session } from '../../core/auth/session';
import { Logo } from '../../shell/logo';
import { FailureNote } from '../../ui/failure-note/failure-note';

/** Only pages of the console: an address from outside must not send anybody elsewhere. */
const isOwnPage = (url: string): boolean => /^\/(?![/\\])/.test(url);

@Component({
  selector: 'rn-sign-in-page',
  imports: [
    FailureNote,
    ReactiveFormsModule,
    MatFormFieldModule,
    MatInput,
    MatButton,
    MatIconButton,
    MatIcon,
    MatProgressBar,
    Logo,
  ],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  /** Where the person wanted to go. */
  readonly next = input<string>();
  protected readonly attempt = new Attempt();
  protected readonly shown = signal(false);
  protected readonly form = inject(NonNullableFormBuilder).group({
    email: ['', [Validators.required, Validators.email]],
    password: ['', Validators.required],
  });

  protected async submit(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    const { email, password } = this.form.getRawValue();
    await this.attempt.make(async () => {
      await this.session.signIn(email, password);
      const next = this.next();
      await this.router.navigateByUrl(next && isOwnPage(next) ? next : this.session.home());
    });
  }
}
