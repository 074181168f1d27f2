import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import type { AgentVersionView, AgentView } from '@renum/contracts';
import { amountWords } from '../../core/amount-given';
import { AgentsApi } from '../../core/api/agents.api';
import { ConnectionsApi } from '../../core/api/connections.api';
import { CredentialsApi } from '../../core/api/credentials.api';
import { Session } from '../../core/auth/session';
import { NewThread } from '../../core/new-thread';
import { Notify } from '../../core/notify';
import { failureOf } from '../../core/problem';
import type { MayHoldChanges } from '../../core/unsaved';
import { Confirm } from '../../ui/confirm/confirm';
import { LoadError } from '../../ui/load-error/load-error';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { AgentForm } from './agent-form';
import { CausePicker } from './fallbacks/cause-picker';
import { FallbackList } from './fallbacks/fallback-list';
import { ConnectionGrants } from './grants/connection-grants/connection-grants';
import { ProviderGrants } from './grants/provider-grants/provider-grants';
import { ToolPicker } from './tool-picker';
import { VersionList } from './version-list';

/** Creates an agent, or changes one: what is saved is a new version of it. */
@Component({
  selector: 'rn-agent-editor-page',
  imports: [
    CausePicker,
    ConnectionGrants,
    FallbackList,
    LoadError,
    MatAutocompleteModule,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSelectModule,
    ProviderGrants,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
    ToolPicker,
    VersionList,
  ],
  providers: [AgentForm],
  templateUrl: './agent-editor-page.html',
  styleUrl: './agent-editor-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AgentEditorPage implements MayHoldChanges {
  private readonly api = inject(AgentsApi);
  private readonly router = inject(Router);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  private readonly newThread = inject(NewThread);
  private readonly agentForm = inject(AgentForm);
  protected readonly session = inject(Session);
  /** Absent on the page of a new agent. */
  readonly agentId = input<string>();
  /** The provider that somebody came here to use, from its own page. */
  readonly grant = input<string>();

  protected readonly amountWords = amountWords;
  protected readonly form = this.agentForm.group;
  protected readonly agent = signal<AgentView | undefined>(undefined);
  protected readonly versions = signal<AgentVersionView[]>([]);
  protected readonly error = signal<unknown>(undefined);
  protected readonly failure = signal('');
  protected readonly busy = signal(false);
  protected readonly ready = computed(() => this.agentId() === undefined || this.agent());
  protected readonly mayEdit = computed(() => this.session.atLeast('builder'));

  private readonly providerList = this.api.providers();
  private readonly credentialList = inject(CredentialsApi).all();
  private readonly connectionList = inject(ConnectionsApi).all();
  private readonly provider = toSignal(this.form.controls.provider.valueChanges, {
    initialValue: this.form.controls.provider.value,
  });
  private readonly tools = toSignal(this.form.controls.tools.valueChanges, {
    initialValue: this.form.controls.tools.value,
  });
  private readonly model = toSignal(this.form.controls.model.valueChanges, {
    initialValue: this.form.controls.model.value,
  });
  private readonly fallbacks = toSignal(this.form.controls.fallbacks.valueChanges, {
    initialValue: this.form.controls.fallbacks.value,
  });
  private readonly causes = toSignal(this.form.controls.fallbackOn.valueChanges, {
    initialValue: this.form.controls.fallbackOn.value,
  });
  protected readonly timesOut = computed(() => this.causes().includes('timeout'));
  protected readonly fallsBack = computed(() => this.fallbacks().length > 0);
  protected readonly primary = computed(() => ({ provider: this.provider(), name: this.model() }));
  protected readonly searches = computed(() => this.tools().includes('web_search'));
  protected readonly allProviders = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
  protected readonly allCredentials = computed(() =>
    this.credentialList.hasValue() ? this.credentialList.value().items : undefined,
  );
  protected readonly connections = computed(() =>
    this.connectionList.hasValue() ? this.connectionList.value().items : undefined,
  );
  protected readonly connectionsFailed = computed(() => this.connectionList.error() !== undefined);
  private readonly titles = computed(
    () =>
      new Map([
        ...this.allProviders().map(({ id, title }) => [id, title] as const),
        ...(this.connections() ?? []).map(({ id, name }) => [id, name] as const),
      ]),
  );
  protected readonly titleOf = (id: string): string =>
    this.titles().get(id) ?? (/^[0-9a-f-]{36}$/.test(id) ? 'A connection that is gone' : id);
  protected readonly providers = computed(() =>
    this.allProviders().filter(({ kind }) => kind === 'llm'),
  );
  protected readonly models = computed(
    () => this.providers().find(({ id }) => id === this.provider())?.models ?? [],
  );
  protected readonly credentials = computed(
    () => this.allCredentials()?.filter((one) => one.provider === this.provider()) ?? [],
  );
  protected readonly keyMissing = computed(
    () =>
      this.allCredentials() !== undefined &&
      !this.credentials().some(({ state }) => state === 'active'),
  );

  constructor() {
    effect(() => {
      const id = this.agentId();
      untracked(() => void this.load(id));
    });
    // A credential belongs to one provider; the other provider's would be refused.
    this.form.controls.provider.valueChanges.subscribe(() =>
      this.form.controls.credentialId.setValue(''),
    );
    effect(() => {
      if (!this.mayEdit()) this.form.disable();
    });
    // What is not shown must not be what keeps the form from being saved.
    effect(() => {
      const shown = this.mayEdit() && this.fallsBack() && this.timesOut();
      const { fallbackAfterSeconds } = this.form.controls;
      if (shown) fallbackAfterSeconds.enable({ emitEvent: false });
      else fallbackAfterSeconds.disable({ emitEvent: false });
    });
    // Once: what the person then makes of it stays.
    const offered = effect(() => {
      const provider = this.allProviders().find(({ id }) => id === this.grant());
      if (!provider || !this.ready() || !this.mayEdit()) return;
      untracked(() => this.agentForm.offer(provider));
      offered.destroy();
    });
  }

  hasChanges(): boolean {
    return this.form.dirty;
  }

  protected async load(id: string | undefined): Promise<void> {
    this.error.set(undefined);
    if (id === undefined) return;
    try {
      const [agent, versions] = await Promise.all([this.api.get(id), this.api.versions(id)]);
      this.show(agent, versions.items);
    } catch (error) {
      this.error.set(error);
    }
  }

  /** Puts an older configuration into the fields; saving makes it the newest version. */
  protected bringBack(version: AgentVersionView): void {
    const agent = this.agent();
    if (!agent) return;
    this.agentForm.fill(agent, version.config);
    this.form.markAsDirty();
    this.notify.done(`Version ${version.number} is in the form. Save to make it current.`);
  }

  protected async save({ andTry = false } = {}): Promise<void> {
    if (this.form.invalid || this.busy()) {
      this.form.markAllAsTouched();
      this.failure.set(this.form.invalid ? 'Some fields need another look.' : '');
      return;
    }
    this.busy.set(true);
    this.failure.set('');
    try {
      const saved = await this.store();
      if (andTry) await this.newThread.with(saved.id);
      else if (this.agentId() === undefined) await this.router.navigate(['/agents', saved.id]);
    } catch (error) {
      const { message, faults } = failureOf(error);
      this.failure.set([message, ...faults].join(' '));
    } finally {
      this.busy.set(false);
    }
  }

  protected async archive(): Promise<void> {
    const agent = this.agent();
    const sure = await this.confirm.ask({
      heading: `Archive “${agent?.name ?? ''}”?`,
      text: 'It can no longer be used. Its threads, runs and costs stay readable.',
      action: 'Archive',
    });
    if (!agent || !sure) return;
    try {
      await this.api.archive(agent.id);
      this.form.markAsPristine();
      await this.router.navigateByUrl('/agents');
    } catch (error) {
      this.notify.failed(error);
    }
  }

  private async store(): Promise<AgentView> {
    const before = this.agent();
    // Nothing was changed: trying it must not ask the API for an update.
    if (before && this.form.pristine) return before;
    const draft = this.agentForm.draft();
    if (!before) {
      const created = await this.api.create(draft);
      this.form.markAsPristine();
      this.notify.done(`${created.name} is ready.`);
      return created;
    }
    const saved = await this.api.update(before.id, draft);
    const { items } = await this.api.versions(saved.id);
    this.show(saved, items);
    const { number } = saved.version;
    this.notify.done(number === before.version.number ? 'Saved.' : `Saved as version ${number}.`);
    return saved;
  }

  private show(agent: AgentView, versions: AgentVersionView[]): void {
    this.agent.set(agent);
    this.versions.set(versions);
    this.agentForm.fill(agent, agent.config);
  }
}
