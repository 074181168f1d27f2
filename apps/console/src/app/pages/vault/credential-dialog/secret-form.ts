import { inject, Injectable } from '@angular/core';
import { FormControl, FormRecord, NonNullableFormBuilder, Validators } from '@angular/forms';
import type { ProviderView } from '@renum/contracts';
import type { NewSecret } from '../../../core/api/credentials.api';
import { ONE_WORD, secretText } from '../../../core/secret-text';
import { endOfDay } from '../credential-life';

/** For credentials of a provider that is not known any more. */
const ONE_SECRET: ProviderView['credential'] = {
  kind: 'apiKey',
  fields: [{ name: 'secret', label: 'Secret', secret: true }],
};

export const credentialOf = (provider: ProviderView | undefined): ProviderView['credential'] =>
  provider?.credential ?? ONE_SECRET;

/** A key, by the parts that its provider has for it. */
@Injectable()
export class SecretForm {
  private readonly parts = new FormRecord<FormControl<string>>({});
  readonly group = inject(NonNullableFormBuilder).group({
    parts: this.parts,
    baseUrl: [''],
    /** A calendar day, or nothing. */
    expiresOn: [''],
  });

  /** One field for each part that the provider's credential has. */
  askFor(provider: ProviderView | undefined): void {
    for (const name of Object.keys(this.parts.controls)) this.parts.removeControl(name);
    const { kind, fields } = credentialOf(provider);
    const word = ONE_WORD[kind];
    const validators = [Validators.required, ...(word ? [Validators.pattern(word)] : [])];
    for (const { name } of fields)
      this.parts.addControl(name, new FormControl('', { nonNullable: true, validators }));
    const { baseUrl } = this.group.controls;
    baseUrl.setValidators(provider?.needsBaseUrl ? Validators.required : null);
    baseUrl.updateValueAndValidity();
  }

  secret(provider: ProviderView | undefined): NewSecret {
    const { parts, baseUrl, expiresOn } = this.group.getRawValue();
    const address = provider?.needsBaseUrl ? baseUrl.trim() : '';
    const expiresAt = endOfDay(expiresOn);
    return {
      secret: secretText(credentialOf(provider), parts),
      ...(address && { baseUrl: address }),
      ...(expiresAt && { expiresAt }),
    };
  }
}
