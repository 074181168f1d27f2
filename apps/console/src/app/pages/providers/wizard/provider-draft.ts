import { inject, Injectable, signal } from '@angular/core';
import {
  type AbstractControl,
  NonNullableFormBuilder,
  type ValidationErrors,
  Validators,
} from '@angular/forms';
import type { CustomProviderView, OpenApiPreview } from '@renum/contracts';
import type { CustomProviderChange, NewCustomProvider } from '../../../core/api/providers.api';
import { webAddress } from '../../../core/web-address';
import { AuthForm } from '../auth-fields/auth-form';
import { OperationChoice } from '../operation-choice/operation-choice.store';

const addressOrNothing = (control: AbstractControl<string>): ValidationErrors | null =>
  control.value.trim() === '' ? null : webAddress(control);

/** A provider that is being described: what it is called, where it is, how its key is sent. */
@Injectable()
export class ProviderDraft {
  private readonly choice = inject(OperationChoice);
  private readonly authForm = inject(AuthForm);
  readonly source = signal<'openapi' | 'form'>('openapi');
  /** The text of the file, and what was read from exactly this text. */
  readonly text = signal('');
  readonly preview = signal<OpenApiPreview | undefined>(undefined);
  readonly form = inject(NonNullableFormBuilder).group({
    title: ['', [Validators.required, Validators.maxLength(100)]],
    baseUrl: ['', [Validators.required, webAddress]],
    docsUrl: ['', addressOrNothing],
    auth: this.authForm.group,
  });

  /** Begins with what a file says. */
  read(preview: OpenApiPreview): void {
    this.preview.set(preview);
    this.choice.offer(preview.operations, { chosen: false, described: true });
    this.form.patchValue({ title: preview.title, baseUrl: preview.baseUrls[0] ?? '' });
    this.authForm.fill(preview.auth ?? { type: 'bearer' });
  }

  /** Begins with nothing. */
  byHand(): void {
    this.preview.set(undefined);
    this.choice.offer([], { chosen: true, described: false });
    this.authForm.fill({ type: 'bearer' });
  }

  /** Begins with what there is. */
  continue({ title, baseUrl, docsUrl, auth, operations, source }: CustomProviderView): void {
    this.source.set(source);
    this.form.reset({ title, baseUrl, docsUrl: docsUrl ?? '' });
    this.authForm.fill(auth);
    this.choice.offer(operations, { chosen: true, described: false });
  }

  /** The whole provider, for the first time. */
  whole(): NewCustomProvider {
    const { title, baseUrl, docsUrl } = this.form.getRawValue();
    return {
      title: title.trim(),
      baseUrl: baseUrl.trim(),
      ...(docsUrl.trim() && { docsUrl: docsUrl.trim() }),
      auth: this.authForm.auth(),
      ...this.operations(),
    };
  }

  /** What of it may change later. */
  change(): CustomProviderChange {
    const { title, docsUrl } = this.form.getRawValue();
    return {
      title: title.trim(),
      ...(docsUrl.trim() && { docsUrl: docsUrl.trim() }),
      auth: this.authForm.auth(),
      operations: this.choice.chosen(),
    };
  }

  /** Those of a file stay the file's, unless a person put them otherwise. */
  private operations(): Pick<NewCustomProvider, 'operations' | 'openapi' | 'operationIds'> {
    const operations = this.choice.chosen();
    if (this.source() === 'form' || this.choice.edited()) return { operations };
    return { openapi: this.text(), operationIds: operations.map(({ id }) => id) };
  }
}
