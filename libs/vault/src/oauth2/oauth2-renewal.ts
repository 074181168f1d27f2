import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { isDomainError } from '@renum/platform';
import { asTenant } from '../credential-resolver';
import { TokensRefused } from './oauth2-errors';
import { isOver } from './oauth2-state';
import { RenewalLease, type Claim, type Renewable } from './renewal-lease';
import { TokenRenewer } from './token-renewer';

/** Longer than a token endpoint may take, so that nobody gives up on one that is still asked. */
const PATIENCE_MS = 20_000;
const POLL_MS = 60;
/** After a failure: as long is not asked again, by this process. */
const PAUSE_MS = 2_000;
/** A provider that answers 401 with any token must not be asked for new ones all the time. */
const FORCED_EVERY_MS = 60_000;

/**
 * Keeps access tokens fresh. One renewal at a time for a credential, over all calls of all
 * processes: the first one holds a lease in the row, and the others wait for its outcome.
 */
@Injectable()
export class Oauth2Renewal implements OnModuleDestroy {
  private readonly logger = new Logger('Oauth2');
  private readonly running = new Map<string, Promise<void>>();
  private readonly failed = new Map<string, { until: number; error: unknown }>();
  private readonly forced = new Map<string, number>();

  constructor(
    private readonly leases: RenewalLease,
    private readonly renewer: TokenRenewer,
  ) {}

  /**
   * To be called when a token is due. While it is still good nobody waits for its successor.
   * @throws DomainError `authorization_needed`, `upstream_unreachable`
   */
  async renewed(credential: Renewable): Promise<void> {
    const renewal = this.once(credential);
    if (!credential.oauth2 || isOver(credential.oauth2)) return renewal;
    renewal.catch((error: unknown) => this.note(credential, error));
  }

  /** The provider refused this version's token, though its time is not over. */
  refused(credential: Renewable): void {
    if (!credential.oauth2?.renewable) return;
    const now = Date.now();
    if (now - (this.forced.get(credential.id) ?? 0) < FORCED_EVERY_MS) return;
    bounded(this.forced).set(credential.id, now);
    this.once(credential).catch((error: unknown) => this.note(credential, error));
  }

  /** Renewals under way end first: what the provider has given must not be lost. */
  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.running.values());
  }

  private once(credential: Renewable): Promise<void> {
    const { id, tenantId } = credential;
    const known = this.running.get(id);
    if (known) return known;
    const recent = this.failed.get(id);
    if (recent && recent.until > Date.now()) return Promise.reject(asError(recent.error));
    const renewal = asTenant(tenantId, () => this.attempt(credential))
      .then(() => void this.failed.delete(id))
      .catch((error: unknown) => {
        bounded(this.failed).set(id, { until: Date.now() + PAUSE_MS, error });
        throw error;
      })
      .finally(() => this.running.delete(id));
    this.running.set(id, renewal);
    return renewal;
  }

  private async attempt(credential: Renewable): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const claim = await this.leases.claim(credential);
      if (claim === 'renewed') return;
      if (claim !== 'busy') return this.carryOut(claim);
      if (Date.now() > deadline) throw new Error('another process did not end its renewal');
      await delay(POLL_MS);
    }
  }

  private async carryOut(claim: Claim): Promise<void> {
    try {
      const secret = await this.renewer.renew(claim);
      await this.leases.keep(claim, secret);
    } catch (error) {
      if (error instanceof TokensRefused) throw await this.leases.giveUp(claim, error.code);
      await this.leases.release(claim);
      throw error;
    }
  }

  private note({ id, provider }: Renewable, error: unknown): void {
    // Whoever needs a person is told so at the next call; the rest is tried again.
    const details = { err: error, credentialId: id, provider };
    if (isDomainError(error, 'authorization_needed')) this.logger.log(details, 'access ended');
    else this.logger.warn(details, 'a token was not renewed');
  }
}

/** Memory of a process must not grow with the number of credentials that ever failed. */
function bounded<V>(map: Map<string, V>): Map<string, V> {
  if (map.size >= 10_000) map.clear();
  return map;
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
