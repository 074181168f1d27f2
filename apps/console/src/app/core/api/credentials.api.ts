import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  AuditEntryView,
  AuthorizationView,
  CredentialTestView,
  CredentialVersionView,
  CredentialView,
  Page,
  PublicKeyView,
  TenantKeyRotationView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { sealSecret } from '../seal';

export interface NewSecret {
  secret: string;
  baseUrl?: string;
  /** A moment in UTC; without it the secret does not expire. */
  expiresAt?: string;
}

export interface NewCredential extends NewSecret {
  provider: string;
  name: string;
}

/** The tenant's own application at a provider, and what its account may be used for. */
export interface NewConnectedAccount {
  provider: string;
  name: string;
  clientId: string;
  /** Absent for a public application. */
  clientSecret?: string;
  /** Without any, the provider's usual ones. */
  scopes?: string[];
  baseUrl?: string;
  /** The parts of the credential that are not the token, by the provider's names for them. */
  fields?: Record<string, string>;
}

/** An account that is connected again, with the application that is stored or another one. */
export type Reconnection = Partial<
  Pick<NewConnectedAccount, 'clientId' | 'clientSecret' | 'scopes'>
> & { credentialId: string };

/** The vault. Secrets go in sealed; nothing here ever takes one out. */
@Injectable({ providedIn: 'root' })
export class CredentialsApi {
  private readonly http = inject(HttpClient);
  /** Whose vault it is. */
  protected readonly base: string = '/v1/credentials';
  protected readonly publicKey: string = '/v1/vault/public-key';

  /** In an injection context, as the other resources. */
  all(): HttpResourceRef<Page<CredentialView> | undefined> {
    return httpResource<Page<CredentialView>>(() => ({
      url: this.base,
      params: { limit: 100 },
    }));
  }

  one(id: () => string): HttpResourceRef<CredentialView | undefined> {
    return httpResource<CredentialView>(() => `${this.base}/${id()}`);
  }

  versions(id: () => string): HttpResourceRef<Page<CredentialVersionView> | undefined> {
    return httpResource<Page<CredentialVersionView>>(() => ({
      url: `${this.base}/${id()}/versions`,
      params: { limit: 100 },
    }));
  }

  /** Who used or changed it, newest first. */
  access(id: string, cursor?: string): Promise<Page<AuditEntryView>> {
    const params = { limit: 25, ...(cursor && { cursor }) };
    return firstValueFrom(
      this.http.get<Page<AuditEntryView>>(`${this.base}/${id}/access`, { params }),
    );
  }

  async create({ secret, ...rest }: NewCredential): Promise<CredentialView> {
    const body = { ...rest, secretJwe: await this.seal(secret) };
    return firstValueFrom(this.http.post<CredentialView>(this.base, body));
  }

  async replace(id: string, { secret, ...rest }: NewSecret): Promise<CredentialView> {
    const body = { ...rest, secretJwe: await this.seal(secret) };
    return firstValueFrom(this.http.post<CredentialView>(`${this.base}/${id}/replace`, body));
  }

  revoke(id: string): Promise<CredentialView> {
    return firstValueFrom(this.http.post<CredentialView>(`${this.base}/${id}/revoke`, {}));
  }

  test(id: string): Promise<CredentialTestView> {
    return firstValueFrom(this.http.post<CredentialTestView>(`${this.base}/${id}/test`, {}));
  }

  /** Where the person goes to let the provider give us an account. */
  async authorize(account: NewConnectedAccount | Reconnection): Promise<AuthorizationView> {
    const body = await this.sealed(account);
    return firstValueFrom(this.http.post<AuthorizationView>(`${this.base}/oauth2/authorize`, body));
  }

  /** An application that gets tokens by itself, without a person (client credentials). */
  async connectApplication(account: NewConnectedAccount): Promise<CredentialView> {
    const body = await this.sealed(account);
    return firstValueFrom(this.http.post<CredentialView>(`${this.base}/oauth2`, body));
  }

  /** Seals all secrets of the tenant anew. */
  rotateKey(): Promise<TenantKeyRotationView> {
    return firstValueFrom(this.http.post<TenantKeyRotationView>('/v1/vault/rotate', {}));
  }

  private async sealed({ clientSecret, ...rest }: NewConnectedAccount | Reconnection) {
    return { ...rest, ...(clientSecret && { clientSecretJwe: await this.seal(clientSecret) }) };
  }

  private async seal(secret: string): Promise<string> {
    const { jwk } = await firstValueFrom(this.http.get<PublicKeyView>(this.publicKey));
    return sealSecret(secret, jwk);
  }
}
