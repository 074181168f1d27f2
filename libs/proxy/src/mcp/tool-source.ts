import type { ConnectionPlace, ToolSource } from '@renum/connections';
import { injectedInto, type ProviderCatalogue } from '@renum/providers';
import type { OpenedSecret } from '@renum/vault';
import { destinationOf } from '../flow/destination';
import type { SafeDialler } from '../net/dialler';
import { SecretMatcher } from '../scrub/matcher';
import { HttpChannel } from './http-channel';
import { listTools } from './list-tools';
import { SseRpcChannel } from './sse-channel';
import { targetOf } from './target';
import type { Wire } from './wire';

const PATIENCE_MS = 30_000;

/** Reads a connection's tools over the same dialling as any other call. */
export class ProxyToolSource implements ToolSource {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly catalogue: Pick<ProviderCatalogue, 'get'>,
    private readonly standInUrl: string | undefined,
  ) {}

  async read(place: ConnectionPlace, secret: OpenedSecret | undefined): Promise<unknown[]> {
    const wire = this.wireOf(place, secret);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    if (place.transport === 'sse') {
      const channel = new SseRpcChannel(wire, signal);
      try {
        await channel.open();
        return await listTools(place.name, channel);
      } finally {
        channel.close();
      }
    }
    const channel = new HttpChannel(wire, signal);
    await channel.open();
    try {
      return await listTools(place.name, channel);
    } finally {
      await channel.close();
    }
  }

  private wireOf(place: ConnectionPlace, secret: OpenedSecret | undefined): Wire {
    const manifest = this.catalogue.get(place.kind);
    const key = secret && {
      destination: destinationOf(manifest, secret, this.standInUrl),
      injected: injectedInto(manifest, secret.value),
      hidden: secret.hidden,
    };
    const target = targetOf(place, manifest, key);
    return {
      name: place.name,
      dispatcher: this.dialler.dispatcher(target.zone),
      target,
      ...(key && { matcher: new SecretMatcher([...key.injected.secrets, ...key.hidden]) }),
    };
  }
}
