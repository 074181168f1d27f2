import { inject, Injectable } from '@angular/core';
import { FormControl, FormRecord, NonNullableFormBuilder, Validators } from '@angular/forms';
import type { CredentialView, ProviderView } from '@renum/contracts';
import type { NewConnectedAccount } from '../../../core/api/credentials.api';

export type Grant = NonNullable<CredentialView['oauth2']>['grant'];

/** Parts of a provider's credential that a person types, and that are no secret. */
export const openParts = (provider: ProviderView | undefined) =>
  (provider?.credential.fields ?? []).filter(({ secret }) => !secret);

/** The tenant's own application at a provider: who asks there, and for what. */
@Injectable()
export class AccountForm {
  private readonly parts = new FormRecord<FormControl<string>>({});
  private readonly build = inject(NonNullableFormBuilder);
  readonly group = this.build.group({
    grant: this.build.control<Grant>('authorization_code'),
    clientId: ['', Validators.required],
    clientSecret: [''],
    scopes: this.build.control<string[]>([]),
    /** Further scopes, separated by spaces. */
    furtherScopes: [''],
    baseUrl: [''],
    parts: this.parts,
  });

  /** The fields of one provider, with the scopes that it has by default. */
  askFor(provider: ProviderView | undefined): void {
    const { oauth2 } = provider ?? {};
    for (const name of Object.keys(this.parts.controls)) this.parts.removeControl(name);
    for (const { name } of openParts(provider))
      this.parts.addControl(
        name,
        new FormControl('', { nonNullable: true, validators: Validators.required }),
      );
    const { baseUrl } = this.group.controls;
    baseUrl.setValidators(provider?.needsBaseUrl ? Validators.required : null);
    baseUrl.updateValueAndValidity();
    this.group.patchValue({
      grant: oauth2?.grants[0] ?? 'authorization_code',
      scopes: [...(oauth2?.defaultScopes ?? [])],
      furtherScopes: '',
    });
  }

  /**
   * What an account that is connected again was connected with. Its application is at hand, sealed;
   * so are the other parts of the credential.
   */
  again({ oauth2 }: CredentialView, provider: ProviderView | undefined): void {
    for (const name of Object.keys(this.parts.controls)) this.parts.removeControl(name);
    for (const name of ['clientId', 'baseUrl'] as const) {
      this.group.controls[name].clearValidators();
      this.group.controls[name].updateValueAndValidity();
    }
    const offered = new Set(provider?.oauth2?.scopes);
    const scopes = oauth2?.scopes ?? [];
    this.group.patchValue({
      ...(oauth2 && { grant: oauth2.grant }),
      scopes: scopes.filter((scope) => offered.has(scope)),
      furtherScopes: scopes.filter((scope) => !offered.has(scope)).join(' '),
    });
  }

  /** Which application asks, and for what; for an account that is connected again all is optional. */
  application(): Partial<Pick<NewConnectedAccount, 'clientId' | 'clientSecret' | 'scopes'>> {
    const { clientId, clientSecret, scopes, furtherScopes } = this.group.getRawValue();
    const further = furtherScopes.split(/[\s,]+/).filter(Boolean);
    const wanted = [...new Set([...scopes, ...further])];
    return {
      ...(clientId.trim() && { clientId: clientId.trim() }),
      ...(clientSecret.trim() && { clientSecret: clientSecret.trim() }),
      // Without any, the provider's usual ones are meant.
      ...(wanted.length > 0 && { scopes: wanted }),
    };
  }

  account(provider: ProviderView): Omit<NewConnectedAccount, 'name'> {
    const { clientId, baseUrl, parts } = this.group.getRawValue();
    const address = provider.needsBaseUrl ? baseUrl.trim() : '';
    return {
      provider: provider.id,
      clientId: clientId.trim(),
      ...this.application(),
      ...(address && { baseUrl: address }),
      ...(Object.keys(parts).length > 0 && { fields: parts }),
    };
  }
}
