import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { isDomainError } from '@renum/platform';
import { DeliveryClaims, type AttemptResult, type ClaimedDelivery } from './delivery-claims';
import { signedHeaders } from './signature';
import { WebhookSecrets } from './webhook-secrets';
import { WEBHOOK_SENDER, type WebhookSender } from './webhook-sender';

/** Of what an endpoint's failure is described by. */
const MAX_ERROR = 300;

/** Makes one attempt at a claimed message, and writes down what came of it. */
@Injectable()
export class Deliverer {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly claims: DeliveryClaims,
    private readonly secrets: WebhookSecrets,
    @Inject(WEBHOOK_SENDER) private readonly sender: WebhookSender,
  ) {}

  /** @throws Error only when the database fails: the claim then runs out, and it is tried again */
  async deliver(delivery: ClaimedDelivery): Promise<void> {
    const secrets = await this.database.transaction((em) => this.secrets.open(em, delivery));
    await this.claims.finish(delivery, await this.attempt(delivery, secrets));
  }

  private async attempt(
    { url, body, messageId }: ClaimedDelivery,
    secrets: readonly string[],
  ): Promise<AttemptResult> {
    const startedAt = performance.now();
    const at = new Date();
    const timestamp = Math.floor(at.getTime() / 1000);
    const outcome = await this.sender
      .send({
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Renum-Webhooks/1',
          ...signedHeaders({ id: messageId, timestamp, body }, secrets),
        },
        body,
      })
      .then(judged, (error: unknown) => ({ error: describe(error) }));
    const durationMs = Math.round(performance.now() - startedAt);
    const status = 'status' in outcome ? outcome.status : undefined;
    return {
      at: at.toISOString(),
      durationMs,
      ...outcome,
      delivered: outcome.error === undefined,
      gone: status === 410,
    };
  }
}

function judged(status: number): { status: number; error?: string } {
  if (status >= 200 && status < 300) return { status };
  if (status >= 300 && status < 400)
    return {
      status,
      error: `It answered with a redirect (HTTP ${status}), which is not followed.`,
    };
  return { status, error: `It answered with HTTP ${status}.` };
}

/** For the tenant's administrators: what they can do something about, and nothing of the inside. */
function describe(error: unknown): string {
  if (isDomainError(error)) return error.message.slice(0, MAX_ERROR);
  const { name = '', code = '' } = error as { name?: string; code?: string };
  if (name.endsWith('TimeoutError') || String(code).includes('TIMEOUT'))
    return 'No answer within 10 seconds.';
  return `It could not be reached${/^[A-Z_]{3,60}$/.test(String(code)) ? ` (${code})` : ''}.`;
}
