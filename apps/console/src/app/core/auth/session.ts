import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import type { MeView, Role, SignInView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { AccessToken, withoutToken } from './access-token';

const RANK: Record<Role, number> = { viewer: 0, builder: 1, admin: 2, owner: 3 };

/** Who is signed in, in which tenant, as what. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly http = inject(HttpClient);
  private readonly token = inject(AccessToken);
  private readonly person = signal<MeView | undefined>(undefined);
  private restoring?: Promise<void>;

  readonly me = this.person.asReadonly();
  readonly tenant = computed(() => this.person()?.tenant);
  readonly isOperator = computed(() => this.person()?.user.operator ?? false);
  /** Where the person lands who names no page. */
  readonly home = computed(() => (this.tenant() ? '/threads' : '/operator/tenants'));

  /** Whether the person's role in the tenant is at least this one. What counts is the API's no. */
  atLeast(role: Role): boolean {
    const tenant = this.tenant();
    return tenant !== undefined && RANK[tenant.role] >= RANK[role];
  }

  /** Goes on with the session of an earlier visit, if there is one. */
  restore(): Promise<void> {
    this.restoring ??= this.resume();
    return this.restoring;
  }

  async signIn(email: string, password: string): Promise<void> {
    const context = withoutToken();
    const body = { email, password };
    const view = await firstValueFrom(
      this.http.post<SignInView>('/v1/auth/sign-in', body, { context }),
    );
    await this.begin(view);
  }

  /** Takes a token that some other door gave (an accepted invitation). */
  async begin(view: SignInView): Promise<void> {
    this.token.take(view);
    await this.load();
  }

  async switchTo(tenantId: string): Promise<void> {
    await this.begin(
      await firstValueFrom(this.http.post<SignInView>('/v1/auth/switch', { tenantId })),
    );
  }

  async signOut(): Promise<void> {
    const context = withoutToken();
    try {
      await firstValueFrom(this.http.post('/v1/auth/sign-out', {}, { context }));
    } finally {
      this.end();
    }
  }

  /** The session is over, here. */
  end(): void {
    this.token.forget();
    this.person.set(undefined);
  }

  private async resume(): Promise<void> {
    if (this.person() || !this.token.mayHaveSession()) return;
    if (await this.token.refresh()) await this.load();
  }

  private async load(): Promise<void> {
    this.person.set(await firstValueFrom(this.http.get<MeView>('/v1/auth/me')));
  }
}
