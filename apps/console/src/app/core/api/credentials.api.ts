import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { CredentialTestView, CredentialView, Page, PublicKeyView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { sealSecret } from '../seal';

export interface NewCredential {
  provider: string;
  name: string;
  secret: string;
  baseUrl?: string;
}

/** The vault. Secrets go in sealed; nothing here ever takes one out. */
@Injectable({ providedIn: 'root' })
export class CredentialsApi {
  private readonly http = inject(HttpClient);

  all(): HttpResourceRef<Page<CredentialView> | undefined> {
    return httpResource<Page<CredentialView>>(() => ({
      url: '/v1/credentials',
      params: { limit: 100 },
    }));
  }

  async create({ secret, ...rest }: NewCredential): Promise<CredentialView> {
    const body = { ...rest, secretJwe: await this.seal(secret) };
    return firstValueFrom(this.http.post<CredentialView>('/v1/credentials', body));
  }

  async replace(id: string, secret: string, baseUrl?: string): Promise<CredentialView> {
    const body = { secretJwe: await this.seal(secret), ...(baseUrl && { baseUrl }) };
    return firstValueFrom(this.http.post<CredentialView>(`/v1/credentials/${id}/replace`, body));
  }

  revoke(id: string): Promise<CredentialView> {
    return firstValueFrom(this.http.post<CredentialView>(`/v1/credentials/${id}/revoke`, {}));
  }

  test(id: string): Promise<CredentialTestView> {
    return firstValueFrom(this.http.post<CredentialTestView>(`/v1/credentials/${id}/test`, {}));
  }

  private async seal(secret: string): Promise<string> {
    const { jwk } = await firstValueFrom(this.http.get<PublicKeyView>('/v1/vault/public-key'));
    return sealSecret(secret, jwk);
  }
}
