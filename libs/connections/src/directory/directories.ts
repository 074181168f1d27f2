import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionAppView, ConnectionKind } from '@renum/contracts';
import { DomainError, isDomainError, tenantContext } from '@renum/platform';
import { ProviderCatalogue, secretFields } from '@renum/providers';
import { CredentialResolver, SecretReader } from '@renum/vault';
import {
  APP_TRANSPORT,
  type AppDirectory,
  type AppLink,
  type AppTransport,
  type LinkStatus,
} from './app-directory';
import { ComposioDirectory } from './composio';
import { PipedreamDirectory } from './pipedream';

export type AppKind = Exclude<ConnectionKind, 'mcp'>;

/** Whose key opens a directory: the named credential, or the tenant's newest for it. */
export interface DirectoryKey {
  kind: AppKind;
  credentialId?: string;
}

/** The directories of a tenant, opened with its own credentials for one question at a time. */
@Injectable()
export class Directories {
  constructor(
    private readonly catalogue: ProviderCatalogue,
    private readonly credentials: CredentialResolver,
    private readonly secrets: SecretReader,
    @Inject(APP_TRANSPORT) private readonly transport: AppTransport,
  ) {}

  listApps(key: DirectoryKey, search: string): Promise<ConnectionAppView[]> {
    return this.ask(key, (directory) => directory.listApps(search));
  }

  link(key: DirectoryKey, wanted: Parameters<AppDirectory['link']>[0]): Promise<AppLink> {
    return this.ask(key, (directory) => directory.link(wanted));
  }

  status(key: DirectoryKey, account: { app: string; externalId: string }): Promise<LinkStatus> {
    return this.ask(key, (directory) => directory.status(account));
  }

  private async ask<T>(
    key: DirectoryKey,
    question: (directory: AppDirectory) => Promise<T>,
  ): Promise<T> {
    const directory = await this.open(key);
    try {
      return await question(directory);
    } catch (error) {
      if (isDomainError(error)) throw error;
      throw failure(this.catalogue.get(key.kind).title, error);
    }
  }

  /** Each opening is in the audit log, and the access log of the credential. */
  private async open({ kind, credentialId }: DirectoryKey): Promise<AppDirectory> {
    const { tenantId } = tenantContext.current();
    const found = await this.credentials.resolve({ tenantId, provider: kind, credentialId });
    const secret = await this.secrets.open({
      tenantId,
      credentialId: found.credentialId,
      purpose: 'connections',
    });
    const fields = secretFields(this.catalogue.get(kind), secret.value);
    const of = (name: string): string => fields[name] ?? '';
    const way = this.transport.open(secret);
    switch (kind) {
      case 'composio':
        return ComposioDirectory.open({ apiKey: of('secret'), ...way });
      case 'pipedream': {
        const [accessToken, projectId] = [of('accessToken'), of('projectId')];
        return PipedreamDirectory.open({
          accessToken,
          projectId,
          environment: of('environment'),
          ...way,
        });
      }
      default: {
        const never: never = kind;
        throw new Error(String(never));
      }
    }
  }
}

/** Both SDKs put the HTTP status on their errors; what they say beside it may quote the request. */
function failure(title: string, error: unknown): DomainError {
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const http = typeof status === 'number' ? status : statusCode;
  if (http === 401 || http === 403)
    return new DomainError('authorization_needed', `${title} refuses the key (HTTP ${http}).`);
  if (http === 400 || http === 404 || http === 422)
    return new DomainError('validation_failed', `${title} does not accept this (HTTP ${http}).`, {
      cause: error,
    });
  const said = typeof http === 'number' ? `answers with HTTP ${http}` : 'could not be reached';
  return new DomainError('upstream_unreachable', `${title} ${said}.`, { cause: error });
}
