import { mkdir, readdir, type FileHandle } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { orchestratorConfig, type OrchestratorConfig } from '../orchestrator.config';
import { listBelow, type Listing } from './list-below';
import { openFileBelow } from './open-below';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BOUNDS = { maxEntries: 5_000, maxDepth: 32 };
/** A file of zeros costs the agent nothing; sending it must not cost the platform a day. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

export interface OpenedFile {
  /** Whoever gets it closes it. */
  handle: FileHandle;
  name: string;
  size: number;
}

/**
 * The folders in which agents work. Their content is an agent's and so hostile: nothing here follows
 * a link, blocks on a pipe, or trusts a path that was looked at a moment ago.
 */
@Injectable()
export class Workspaces {
  private readonly root: string;

  constructor(@Inject(orchestratorConfig.KEY) config: OrchestratorConfig) {
    this.root = resolve(config.WORKSPACES_DIR);
  }

  pathOf(tenantId: string, threadId: string): string {
    if (!UUID.test(tenantId) || !UUID.test(threadId)) {
      throw new DomainError('not_found', 'There is no such workspace.');
    }
    return join(this.root, tenantId, threadId);
  }

  async ensure(tenantId: string, threadId: string): Promise<string> {
    const path = this.pathOf(tenantId, threadId);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** By tenant: the threads that have a folder. Nothing where no run has ever made one. */
  async *all(): AsyncGenerator<{ tenantId: string; threadIds: string[] }> {
    for (const tenantId of await foldersIn(this.root))
      yield { tenantId, threadIds: await foldersIn(join(this.root, tenantId)) };
  }

  /** Empty while no run has made the folder. */
  list(tenantId: string, threadId: string): Promise<Listing> {
    return listBelow(this.pathOf(tenantId, threadId), BOUNDS);
  }

  /** Opens a regular file for reading, bounded in size. */
  async open(tenantId: string, threadId: string, path: string): Promise<OpenedFile> {
    const handle = await openFileBelow(this.pathOf(tenantId, threadId), path);
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) {
      await handle.close();
      throw new DomainError('payload_too_large', 'The file is larger than 512 MiB.');
    }
    return { handle, name: basename(path), size };
  }
}

/** Those that are named by an id. */
async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap((entry) =>
      entry.isDirectory() && UUID.test(entry.name) ? [entry.name] : [],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
