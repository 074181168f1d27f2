import { BreakpointObserver } from '@angular/cdk/layout';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatStepper, MatStepperModule } from '@angular/material/stepper';
import { Router, RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { ProvidersApi } from '../../../core/api/providers.api';
import { Attempt } from '../../../core/attempt';
import { Notify } from '../../../core/notify';
import type { MayHoldChanges } from '../../../core/unsaved';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { AuthFields } from '../auth-fields/auth-fields';
import { AuthForm } from '../auth-fields/auth-form';
import { OperationChoiceList } from '../operation-choice/operation-choice';
import { OperationChoice } from '../operation-choice/operation-choice.store';
import { OpenapiSource } from './openapi-source';
import { ProviderDraft } from './provider-draft';

/** Adds a tenant's own HTTP API: from its OpenAPI file, or by hand. */
@Component({
  selector: 'rn-provider-wizard-page',
  imports: [
    AuthFields,
    FailureNote,
    MatAutocompleteModule,
    MatButton,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatStepperModule,
    OpenapiSource,
    OperationChoiceList,
    ReactiveFormsModule,
    RouterLink,
  ],
  providers: [AuthForm, OperationChoice, ProviderDraft],
  templateUrl: './wizard-page.html',
  styleUrl: './wizard-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderWizardPage implements MayHoldChanges {
  private readonly api = inject(ProvidersApi);
  private readonly router = inject(Router);
  private readonly notify = inject(Notify);
  private readonly injector = inject(Injector);
  private readonly stepper = viewChild.required(MatStepper);
  protected readonly draft = inject(ProviderDraft);
  protected readonly choice = inject(OperationChoice);
  protected readonly attempt = new Attempt();
  /** Whether the first step led somewhere. */
  protected readonly begun = signal(false);
  /** Said only after somebody tried to go on. */
  protected readonly asked = signal(false);
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 700px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly warnings = computed(() => this.draft.preview()?.warnings ?? []);
  protected readonly baseUrls = computed(() => this.draft.preview()?.baseUrls ?? []);
  private created = false;

  hasChanges(): boolean {
    return !this.created && (this.begun() || this.draft.text() !== '');
  }

  protected choose(source: 'openapi' | 'form'): void {
    this.draft.source.set(source);
    this.attempt.forget();
    this.begun.set(false);
  }

  /** Reads the file, and goes on to what was found in it. */
  protected async read(): Promise<void> {
    if (this.draft.text().trim() === '') return;
    await this.attempt.make(async () => {
      this.draft.read(await this.api.preview(this.draft.text()));
      this.begin();
    });
    if (this.attempt.failure()) this.begun.set(false);
  }

  protected byHand(): void {
    if (!this.begun()) this.draft.byHand();
    this.begin();
  }

  /** Another text is another API. */
  protected textChanged(text: string): void {
    this.draft.text.set(text);
    this.begun.set(false);
  }

  protected toKey(): void {
    this.asked.set(true);
    if (!this.choice.fault()) this.stepper().next();
  }

  protected async create(): Promise<void> {
    if (this.draft.form.invalid) {
      this.draft.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { id, title } = await this.api.create(this.draft.whole());
      this.created = true;
      this.notify.done(`“${title}” is ready. Add its key, and agents can be granted it.`);
      await this.router.navigate(['/providers', id]);
    });
  }

  private begin(): void {
    this.begun.set(true);
    this.asked.set(false);
    // The step knows that it is complete once it was drawn so.
    afterNextRender({ read: () => this.stepper().next() }, { injector: this.injector });
  }
}
