import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  InvitationLookView,
  InvitationView,
  MemberView,
  Page,
  Role,
  SignInView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { withoutToken } from '../auth/access-token';

@Injectable({ providedIn: 'root' })
export class MembersApi {
  private readonly http = inject(HttpClient);

  all(): HttpResourceRef<Page<MemberView> | undefined> {
    return httpResource<Page<MemberView>>(() => '/v1/members');
  }

  /** For owners and admins; not asked at all for others. */
  invitations(allowed: () => boolean): HttpResourceRef<Page<InvitationView> | undefined> {
    return httpResource<Page<InvitationView>>(() => (allowed() ? '/v1/invitations' : undefined));
  }

  invite(email: string, role: Role): Promise<InvitationView> {
    return firstValueFrom(this.http.post<InvitationView>('/v1/invitations', { email, role }));
  }

  takeBack(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/invitations/${id}`));
  }

  changeRole(id: string, role: Role): Promise<MemberView> {
    return firstValueFrom(this.http.patch<MemberView>(`/v1/members/${id}`, { role }));
  }

  remove(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/members/${id}`));
  }

  look(token: string): Promise<InvitationLookView> {
    const context = withoutToken();
    const path = '/v1/invitations/look';
    return firstValueFrom(this.http.post<InvitationLookView>(path, { token }, { context }));
  }

  accept(token: string, password: string, name?: string): Promise<SignInView> {
    const body = { token, password, ...(name && { name }) };
    const context = withoutToken();
    return firstValueFrom(this.http.post<SignInView>('/v1/invitations/accept', body, { context }));
  }
}
