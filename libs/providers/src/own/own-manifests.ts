import { Logger } from '@nestjs/common';
import { OWN_PROVIDER } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { providerManifest, type ProviderManifest } from '../manifest';
import { OperationMatcher } from '../operation-matcher';

export interface OwnEntry {
  manifest: ProviderManifest;
  matcher: OperationMatcher;
}

interface Row {
  id: string;
  provider: string;
  updated: string;
}

const CACHE_LIMIT = 200;

/**
 * Manifests of the tenant that `em` acts for, in use. Parsing a long one takes milliseconds, so the
 * newest parsed are kept, by the row and the moment of its last change.
 */
export class OwnManifests {
  private readonly log = new Logger(OwnManifests.name);
  private readonly parsed = new Map<string, OwnEntry>();

  /** By provider id; what is not there, archived or another tenant's, is left out. */
  async load(em: EntityManager, ids: readonly string[]): Promise<Map<string, OwnEntry>> {
    const own = ids.filter((id) => OWN_PROVIDER.test(id));
    return own.length === 0 ? new Map() : this.entries(em, own);
  }

  /** All of the tenant, oldest first. */
  async all(em: EntityManager): Promise<ProviderManifest[]> {
    return [...(await this.entries(em)).values()].map(({ manifest }) => manifest);
  }

  private async entries(
    em: EntityManager,
    ids?: readonly string[],
  ): Promise<Map<string, OwnEntry>> {
    const some = ids ? 'and provider in (select jsonb_array_elements_text(?::jsonb))' : '';
    const rows = await em.execute<Row[]>(
      `select id, provider, updated_at::text as updated from custom_providers
        where archived_at is null ${some} order by id`,
      ids ? [JSON.stringify(ids)] : [],
    );
    const missing = rows.filter((row) => !this.parsed.has(keyOf(row)));
    const read = missing.length > 0 ? await readManifests(em, missing) : new Map<string, unknown>();
    const found = new Map<string, OwnEntry>();
    for (const row of rows) {
      const entry = this.parsed.get(keyOf(row)) ?? this.entryOf(row, read.get(row.id));
      if (!entry) continue;
      this.remember(keyOf(row), entry);
      found.set(row.provider, entry);
    }
    return found;
  }

  /** One that this version of Renum cannot read is not there: its calls are refused. */
  private entryOf({ id, provider }: Row, stored: unknown): OwnEntry | undefined {
    const { data, error } = providerManifest.safeParse(stored);
    if (data) return { manifest: Object.freeze(data), matcher: new OperationMatcher(data) };
    this.log.error({ err: error, id, provider }, 'A stored provider cannot be read');
    return undefined;
  }

  private remember(key: string, entry: OwnEntry): void {
    this.parsed.delete(key);
    this.parsed.set(key, entry);
    const oldest = this.parsed.keys().next().value;
    if (this.parsed.size > CACHE_LIMIT && oldest !== undefined) this.parsed.delete(oldest);
  }
}

async function readManifests(
  em: EntityManager,
  rows: readonly Row[],
): Promise<Map<string, unknown>> {
  const read = await em.execute<{ id: string; manifest: unknown }[]>(
    'select id, manifest from custom_providers where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
    [JSON.stringify(rows.map(({ id }) => id))],
  );
  return new Map(read.map(({ id, manifest }) => [id, manifest]));
}

const keyOf = ({ id, updated }: Row): string => `${id} ${updated}`;
