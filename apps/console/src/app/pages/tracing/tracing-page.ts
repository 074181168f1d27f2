import { ChangeDetectionStrategy, Component, computed, effect, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatSelectModule } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { RouterLink } from '@angular/router';
import type { TracingView } from '@renum/contracts';
import { CredentialsApi } from '../../core/api/credentials.api';
import { TracingApi } from '../../core/api/tracing.api';
import { Attempt } from '../../core/attempt';
import { Notify } from '../../core/notify';
import { Ago } from '../../ui/ago/ago';
import { FailureNote } from '../../ui/failure-note/failure-note';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { CountPipe } from '../../ui/pipes';
import { Skeleton } from '../../ui/skeleton/skeleton';

/** The provider whose keys traces are sent with. */
const PROVIDER = 'langfuse';
const RATES = [1, 0.5, 0.25, 0.1, 0.05, 0.01];

/** Whether the tenant's runs go to its own Langfuse, and what of them. */
@Component({
  selector: 'rn-tracing-page',
  imports: [
    Ago,
    CountPipe,
    FailureNote,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatSelectModule,
    MatSlideToggle,
    PageHeader,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './tracing-page.html',
  styleUrl: './tracing-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TracingPage {
  private readonly api = inject(TracingApi);
  private readonly notify = inject(Notify);
  private readonly credentialList = inject(CredentialsApi).all();
  protected readonly settings = this.api.settings();
  protected readonly view = computed(() =>
    this.settings.hasValue() ? this.settings.value() : undefined,
  );
  protected readonly attempt = new Attempt();
  protected readonly form = inject(NonNullableFormBuilder).group({
    enabled: [false],
    credentialId: [''],
    captureContent: [false],
    sampleRate: [1],
  });
  protected readonly credentials = computed(() => {
    const all = this.credentialList.hasValue() ? this.credentialList.value().items : [];
    return all.filter(({ provider, state }) => provider === PROVIDER && state === 'active');
  });
  /** With the one that was set by the API, if it is none of the usual. */
  protected readonly rates = computed(() => {
    const set = this.view()?.sampleRate ?? 1;
    return RATES.includes(set) ? RATES : [...RATES, set].toSorted((a, b) => b - a);
  });

  constructor() {
    effect(() => {
      const view = this.view();
      if (view) this.show(view);
    });
  }

  protected readonly percent = (rate: number): string =>
    rate === 1 ? 'All runs' : `${+(rate * 100).toFixed(3)} % of the runs`;

  protected async save(): Promise<void> {
    const { credentialId, ...rest } = this.form.getRawValue();
    await this.attempt.make(async () => {
      if (rest.enabled && credentialId === '')
        throw new Error('It needs the keys of a Langfuse project.');
      const saved = await this.api.set({ ...rest, ...(credentialId !== '' && { credentialId }) });
      this.settings.set(saved);
      this.notify.done(
        saved.enabled ? 'Runs are traced from now on.' : 'Nothing is sent any more.',
      );
    });
  }

  private show({ enabled, credentialId, captureContent, sampleRate }: TracingView): void {
    this.form.setValue({ enabled, credentialId: credentialId ?? '', captureContent, sampleRate });
    this.form.markAsPristine();
  }
}
