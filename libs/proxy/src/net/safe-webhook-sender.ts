import type { WebhookRequest, WebhookSender } from '@renum/webhooks';
import type { EgressConfig } from '../proxy.config';
import { baseUrlFault } from './base-url-fault';
import type { SafeDialler } from './dialler';

const TIMEOUT_MS = 10_000;
/** Of an answer that nobody reads: enough that an ordinary connection can be used again. */
const MAX_BYTES = 16 * 1024;

/** Reaches tenants' endpoints as any other destination: resolved, classified, then dialled (P2). */
export class SafeWebhookSender implements WebhookSender {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly config: EgressConfig,
  ) {}

  fault(url: string): string | undefined {
    return baseUrlFault(this.config, url);
  }

  async send({ url, headers, body }: WebhookRequest): Promise<number> {
    const { origin, pathname, search } = new URL(url);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await this.dialler.dispatcher('listed').request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'identity' },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal,
    });
    // The status is the answer; whatever comes of the rest, it was given.
    await answer.body.dump({ limit: MAX_BYTES, signal }).catch(() => undefined);
    return answer.statusCode;
  }
}
