import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Injectable } from '@angular/core';
import type { ProviderView } from '@renum/contracts';
import { CredentialsApi } from './credentials.api';

/** The platform's own keys, for operators. A page provides it in place of the tenant's vault. */
@Injectable()
export class PlatformCredentialsApi extends CredentialsApi {
  protected override readonly base = '/v1/operator/credentials';
  protected override readonly publicKey = '/v1/operator/credentials/public-key';

  /** Those that a key of the platform can serve for. */
  providers(): HttpResourceRef<{ items: ProviderView[] } | undefined> {
    return httpResource<{ items: ProviderView[] }>(() => `${this.base}/providers`);
  }
}
