import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  FileView,
  Page,
  RunEvent,
  RunEventsView,
  RunView,
  ThreadView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** Conversations, their runs and their files. */
@Injectable({ providedIn: 'root' })
export class ThreadsApi {
  private readonly http = inject(HttpClient);

  list(cursor?: string): Promise<Page<ThreadView>> {
    const params = { limit: 30, ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<ThreadView>>('/v1/threads', { params }));
  }

  get(id: string): Promise<ThreadView> {
    return firstValueFrom(this.http.get<ThreadView>(`/v1/threads/${id}`));
  }

  /** Newest first. */
  runs(id: string, cursor?: string): Promise<Page<RunView>> {
    const params = { limit: 20, ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<RunView>>(`/v1/threads/${id}/runs`, { params }));
  }

  /** The key makes a second click, or a retry of a lost answer, the same run. */
  start(id: string, input: string, idempotencyKey: string): Promise<RunView> {
    const headers = { 'idempotency-key': idempotencyKey };
    return firstValueFrom(
      this.http.post<RunView>(`/v1/threads/${id}/runs`, { input }, { headers }),
    );
  }

  run(id: string): Promise<RunView> {
    return firstValueFrom(this.http.get<RunView>(`/v1/runs/${id}`));
  }

  stop(runId: string): Promise<RunView> {
    return firstValueFrom(this.http.post<RunView>(`/v1/runs/${runId}/stop`, {}));
  }

  answer(runId: string, answer: string): Promise<RunView> {
    return firstValueFrom(this.http.post<RunView>(`/v1/runs/${runId}/answer`, { answer }));
  }

  /** Every durable event of a run, however many pages they are. */
  async events(runId: string): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for (;;) {
      const params = { after: events.at(-1)?.seq ?? 0 };
      const url = `/v1/runs/${runId}/events`;
      const { items } = await firstValueFrom(this.http.get<RunEventsView>(url, { params }));
      if (items.length === 0) return events;
      events.push(...items);
    }
  }

  files(id: string): Promise<Page<FileView>> {
    return firstValueFrom(this.http.get<Page<FileView>>(`/v1/threads/${id}/files`));
  }

  content(id: string, path: string): Promise<Blob> {
    const url = `/v1/threads/${id}/files/content`;
    return firstValueFrom(this.http.get(url, { params: { path }, responseType: 'blob' }));
  }
}
