import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import {
  FormControl,
  type FormGroupDirective,
  NonNullableFormBuilder,
  ReactiveFormsModule,
  Validators,
} from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { MatTableModule } from '@angular/material/table';
import type { InvitationView, MemberView, Role } from '@renum/contracts';
import { MembersApi } from '../../core/api/members.api';
import { Session } from '../../core/auth/session';
import { Notify } from '../../core/notify';
import { ALL_ROLES, ROLE_LOOKS } from '../../core/roles';
import { Ago } from '../../ui/ago/ago';
import { Confirm } from '../../ui/confirm/confirm';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { InviteLink } from '../../ui/invite-link/invite-link';

/** Who is in the tenant, as what, and who was asked to join. */
@Component({
  selector: 'rn-members-page',
  imports: [
    Ago,
    InviteLink,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSelectModule,
    MatTableModule,
    PageHeader,
    ReactiveFormsModule,
    Skeleton,
  ],
  templateUrl: './members-page.html',
  styleUrl: './members-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MembersPage {
  private readonly api = inject(MembersApi);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  protected readonly session = inject(Session);
  protected readonly looks = ROLE_LOOKS;
  protected readonly mayManage = computed(() => this.session.atLeast('admin'));
  /** Only owners make owners. */
  protected readonly roles = computed(() =>
    ALL_ROLES.filter((role) => role !== 'owner' || this.session.atLeast('owner')),
  );
  protected readonly list = this.api.all();
  protected readonly open = this.api.invitations(this.mayManage);
  protected readonly invitations = computed(() =>
    this.open.hasValue() ? this.open.value().items : [],
  );
  protected readonly columns = ['name', 'role', 'since', 'actions'];
  protected readonly fresh = signal<InvitationView | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly form = inject(NonNullableFormBuilder).group({
    email: ['', [Validators.required, Validators.email]],
    role: new FormControl<Role>('builder', { nonNullable: true }),
  });

  protected mayChange({ role, userId }: MemberView): boolean {
    const self = this.session.me()?.user.id === userId;
    return this.mayManage() && !self && (role !== 'owner' || this.session.atLeast('owner'));
  }

  protected roleLabel({ role }: MemberView): string {
    return ROLE_LOOKS[role].label;
  }

  protected async invite(sent: FormGroupDirective): Promise<void> {
    if (this.form.invalid || this.busy()) {
      this.form.markAllAsTouched();
      return;
    }
    const { email, role } = this.form.getRawValue();
    await this.attempt(async () => {
      this.fresh.set(await this.api.invite(email, role));
      // The directive's, since a form that stays submitted calls its empty fields wrong.
      sent.resetForm();
      this.open.reload();
    });
  }

  protected async takeBack({ id, email }: InvitationView): Promise<void> {
    await this.attempt(async () => {
      await this.api.takeBack(id);
      this.notify.done(`The invitation of ${email} is void.`);
      if (this.fresh()?.id === id) this.fresh.set(undefined);
      this.open.reload();
    });
  }

  protected async changeRole({ id, name }: MemberView, role: Role): Promise<void> {
    await this.attempt(async () => {
      await this.api.changeRole(id, role);
      this.notify.done(`${name} is ${ROLE_LOOKS[role].label.toLowerCase()} now.`);
    });
    // In any case: a refused change must not stay on the screen.
    this.list.reload();
  }

  protected async remove({ id, name, email }: MemberView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: `Remove ${name || email}?`,
      text: 'They lose access at once. What they made stays.',
      action: 'Remove',
    });
    if (!sure) return;
    await this.attempt(async () => {
      await this.api.remove(id);
      this.list.reload();
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    try {
      await work();
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(false);
    }
  }
}
