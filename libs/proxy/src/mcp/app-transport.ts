import type { AppTransport } from '@renum/connections';
import { DomainError } from '@renum/platform';
import type { ProviderCatalogue } from '@renum/providers';
import type { OpenedSecret } from '@renum/vault';
import { fetch as undiciFetch, type Dispatcher, type RequestInit as UndiciInit } from 'undici';
import { destinationOf } from '../flow/destination';
import type { SafeDialler } from '../net/dialler';

/** Lends providers' SDKs our dialling: to the provider's own host, and nowhere else (P1, P2). */
export class ProxyAppTransport implements AppTransport {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly catalogue: Pick<ProviderCatalogue, 'get'>,
    private readonly standInUrl: string | undefined,
  ) {}

  open(secret: OpenedSecret): ReturnType<AppTransport['open']> {
    const manifest = this.catalogue.get(secret.provider);
    const { zone, origin, basePath } = destinationOf(manifest, secret, this.standInUrl);
    const dispatcher = this.dialler.dispatcher(zone);
    // SDKs know the paths below the host themselves.
    const baseUrl = zone === 'stand-in' ? origin + basePath : origin;
    return { baseUrl, fetch: safeFetch(dispatcher, origin) };
  }
}

/** A fetch that leaves `origin` neither by its argument nor by a redirect. */
function safeFetch(dispatcher: Dispatcher, origin: string): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin)
      throw new DomainError('destination_refused', `The destination ${url.host} is refused.`);
    if (input instanceof Request)
      throw new TypeError('requests are made of a URL and its options here');
    const options = { ...init, dispatcher, redirect: 'error' } as UndiciInit;
    const answer = await undiciFetch(url, options);
    return answer;
  };
}
