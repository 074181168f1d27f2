import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  ConnectionAppView,
  ConnectionKind,
  ConnectionLinkView,
  ConnectionView,
  Page,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewMcpServer {
  kind: 'mcp';
  name: string;
  url: string;
  transport: ConnectionView['transport'];
  credentialId?: string;
}

export interface NewLink {
  kind: Exclude<ConnectionKind, 'mcp'>;
  app: string;
  name: string;
  credentialId: string;
}

/** MCP servers, and accounts at Composio and Pipedream. */
@Injectable({ providedIn: 'root' })
export class ConnectionsApi {
  private readonly http = inject(HttpClient);

  /** In an injection context. */
  all(): HttpResourceRef<Page<ConnectionView> | undefined> {
    return httpResource<Page<ConnectionView>>(() => ({
      url: '/v1/connections',
      params: { limit: 100 },
    }));
  }

  one(id: () => string): HttpResourceRef<ConnectionView | undefined> {
    return httpResource<ConnectionView>(() => `/v1/connections/${id()}`);
  }

  /** Reads the server's tools at once; nobody may use them before they are approved. */
  create(server: NewMcpServer): Promise<ConnectionView> {
    return firstValueFrom(this.http.post<ConnectionView>('/v1/connections', server));
  }

  /** Asks the server again what it offers. */
  refresh(id: string): Promise<ConnectionView> {
    return firstValueFrom(this.http.post<ConnectionView>(`/v1/connections/${id}/refresh`, {}));
  }

  /** Approves exactly the offer with this hash: what was shown, and nothing newer. */
  approve(id: string, hash: string): Promise<ConnectionView> {
    return firstValueFrom(
      this.http.post<ConnectionView>(`/v1/connections/${id}/approve`, { hash }),
    );
  }

  revoke(id: string): Promise<ConnectionView> {
    return firstValueFrom(this.http.delete<ConnectionView>(`/v1/connections/${id}`));
  }

  /** What this key can link. */
  async apps(
    { kind, credentialId }: Pick<NewLink, 'kind' | 'credentialId'>,
    search: string,
  ): Promise<ConnectionAppView[]> {
    const params = { kind, credentialId, ...(search && { search }) };
    const url = '/v1/connections/apps';
    return (await firstValueFrom(this.http.get<Page<ConnectionAppView>>(url, { params }))).items;
  }

  link(wanted: NewLink): Promise<ConnectionLinkView> {
    return firstValueFrom(this.http.post<ConnectionLinkView>('/v1/connections/link', wanted));
  }
}
