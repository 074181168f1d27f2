import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { checkRootKey, short } from './root-key-check';
import { ROOT_KEY_SOURCE, type RootKeySource } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { RootKeyEntity } from './vault.entities';

/** A promotion waits for several of these, so that every process has read the staged key before. */
export const REFRESH_MS = 5_000;

/** Keeps a serving process up with keys that were staged or promoted since it started (V4). */
@Injectable()
export class RootKeyRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('RootKeys');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly root: RootKeyring,
    private readonly database: PlatformDatabase,
    @Inject(ROOT_KEY_SOURCE) private readonly source: RootKeySource,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.attempt(), REFRESH_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads the keys again, and which of them seals. */
  async refresh(): Promise<void> {
    this.root.adopt(await this.source.keys());
    await checkRootKey(this.database, this.root);
    const staged = await this.database.transaction((em) =>
      em.find(RootKeyEntity, { state: 'staged' }),
    );
    const missing = staged.filter(({ id }) => !this.root.holds(id));
    for (const { id } of missing)
      this.logger.error(`Root key ${short(id)} is staged, but this process does not have it yet.`);
  }

  private async attempt(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      // The keys at hand go on working; a passing fault must not stop a process that serves.
      this.logger.error(error, 'the root keys could not be read again');
    }
  }
}
