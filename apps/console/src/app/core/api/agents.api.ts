import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  AgentConfig,
  AgentVersionView,
  AgentView,
  Page,
  ProviderView,
  ThreadView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface AgentDraft {
  name: string;
  description: string;
  config: AgentConfig;
}

/** As many as the API gives at once: enough for a list that people pick from. */
const PICK = { limit: 100 };

@Injectable({ providedIn: 'root' })
export class AgentsApi {
  private readonly http = inject(HttpClient);

  /** To pick one from, in an injection context. */
  all(): HttpResourceRef<Page<AgentView> | undefined> {
    return httpResource<Page<AgentView>>(() => ({ url: '/v1/agents', params: PICK }));
  }

  providers(): HttpResourceRef<Page<ProviderView> | undefined> {
    return httpResource<Page<ProviderView>>(() => '/v1/providers');
  }

  get(id: string): Promise<AgentView> {
    return firstValueFrom(this.http.get<AgentView>(`/v1/agents/${id}`));
  }

  create(draft: AgentDraft): Promise<AgentView> {
    return firstValueFrom(this.http.post<AgentView>('/v1/agents', draft));
  }

  /** Makes a new version when the configuration differs. */
  update(id: string, draft: AgentDraft): Promise<AgentView> {
    return firstValueFrom(this.http.patch<AgentView>(`/v1/agents/${id}`, draft));
  }

  archive(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/agents/${id}`));
  }

  versions(id: string): Promise<Page<AgentVersionView>> {
    const params = { limit: 50 };
    return firstValueFrom(
      this.http.get<Page<AgentVersionView>>(`/v1/agents/${id}/versions`, { params }),
    );
  }

  /** A new conversation with the agent. */
  openThread(agentId: string): Promise<ThreadView> {
    return firstValueFrom(this.http.post<ThreadView>('/v1/threads', { agentId }));
  }
}
