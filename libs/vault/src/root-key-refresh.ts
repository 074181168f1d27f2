import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { checkRootKey, short } from './root-key-check';
import type { RootKeySource } from './root-key';
import { ROOT_KEY_SOURCE } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { RootKeyEntity } from './vault.entities';

/** A promotion waits for several of these, so that every process has read the staged key before. */
export const REFRESH_MS = 5_000;

/** Keeps a serving process up with keys that were staged or promoted since it started (V4). */
@Injectable()
export class RootKeyRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('RootKeys');
  private readonly id = newId();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly root: RootKeyring,
    private readonly database: PlatformDatabase,
    @Inject(ROOT_KEY_SOURCE) private readonly source: RootKeySource,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.attempt();
    this.timer = setInterval(() => void this.attempt(), REFRESH_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    try {
      await this.database.transaction((em) => em.execute(FORGET, [this.id]));
    } catch (error) {
      // It is forgotten by itself a few seconds later.
      this.logger.warn(error, 'the database did not hear that this process ends');
    }
  }

  /** Reads the keys again, and which of them seals. */
  async refresh(): Promise<void> {
    this.root.adopt(await this.source.keys());
    await checkRootKey(this.database, this.root);
    const staged = await this.database.transaction(async (em) => {
      await em.execute(REMEMBER, [this.id, JSON.stringify(this.root.keyIds)]);
      return em.find(RootKeyEntity, { state: 'staged' });
    });
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

const REMEMBER = `insert into root_key_holders (id, key_ids)
  values (?, array(select jsonb_array_elements_text(?::jsonb)))
  on conflict (id) do update set key_ids = excluded.key_ids, seen_at = now()`;

const FORGET = `delete from root_key_holders
  where id = ? or seen_at < now() - interval '1 hour'`;
