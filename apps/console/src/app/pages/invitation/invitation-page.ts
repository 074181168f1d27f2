import { ChangeDetectionStrategy, Component, DOCUMENT, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { MembersApi } from '../../core/api/members.api';
import { Attempt } from '../../core/attempt';
import { Session } from '../../core/auth/session';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { Logo } from '../../shell/logo';

/** Where the link of an invitation leads: join with an account, or make one. */
@Component({
  selector: 'rn-invitation-page',
  imports: [
    EmptyState,
    Logo,
    MatButton,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
    RouterLink,
  ],
  templateUrl: './invitation-page.html',
  styleUrl: './invitation-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvitationPage {
  private readonly api = inject(MembersApi);
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  /** In the fragment, which browsers do not send: no log of a server ever has it. */
  protected readonly token = new URLSearchParams(inject(DOCUMENT).location.hash.slice(1)).get(
    'token',
  );
  protected readonly link = signal<'looking' | 'open' | 'over' | 'incomplete'>('looking');
  protected readonly team = signal('your team');
  protected readonly attempt = new Attempt();
  protected readonly form = inject(NonNullableFormBuilder).group({
    name: ['', Validators.maxLength(200)],
    password: ['', [Validators.required, Validators.minLength(10)]],
  });

  constructor() {
    void this.look();
  }

  /** Before somebody thinks of a password for a link that opens nothing. */
  private async look(): Promise<void> {
    if (!this.token) {
      this.link.set('incomplete');
      return;
    }
    try {
      const look = await this.api.look(this.token);
      if (look.valid) this.team.set(look.tenantName);
      this.link.set(look.valid ? 'open' : 'over');
    } catch {
      // Not known: joining says what is wrong, if anything is.
      this.link.set('open');
    }
  }

  protected async submit(): Promise<void> {
    const { token } = this;
    if (!token || this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    const { name, password } = this.form.getRawValue();
    await this.attempt.make(async () => {
      await this.session.begin(await this.api.accept(token, password, name.trim()));
      await this.router.navigateByUrl(this.session.home(), { replaceUrl: true });
    });
  }
}
