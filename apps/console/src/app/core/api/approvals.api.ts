import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { ApprovalState, ApprovalView, Page } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface ApprovalFilter {
  state?: ApprovalState;
  runId?: string;
}

/** The two things a person can say to a call that waits. */
export type ApprovalAnswer = 'approve' | 'deny';

@Injectable({ providedIn: 'root' })
export class ApprovalsApi {
  private readonly http = inject(HttpClient);

  /** Newest first. */
  list({ state, runId }: ApprovalFilter, cursor?: string): Promise<Page<ApprovalView>> {
    const params = { ...(state && { state }), ...(runId && { runId }), ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<ApprovalView>>('/v1/approvals', { params }));
  }

  get(id: string): Promise<ApprovalView> {
    return firstValueFrom(this.http.get<ApprovalView>(`/v1/approvals/${id}`));
  }

  decide(id: string, answer: ApprovalAnswer, note?: string): Promise<ApprovalView> {
    const body = note ? { note } : {};
    return firstValueFrom(this.http.post<ApprovalView>(`/v1/approvals/${id}/${answer}`, body));
  }
}
