import { HttpClient, HttpContext, HttpContextToken, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable, signal } from '@angular/core';
import type { SignInView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** Requests that go out as they are: no token is added, a 401 is an answer and not an alarm. */
export const WITHOUT_TOKEN = new HttpContextToken<boolean>(() => false);
export const withoutToken = () => new HttpContext().set(WITHOUT_TOKEN, true);

/** Renewed this long before its end, so that no request starts with a token that dies under way. */
const MARGIN_MS = 45_000;
/** Not a secret: only says that a refresh is worth trying, so that strangers cause no 401. */
const HINT = 'renum.session';

interface Held {
  token: string;
  expiresAt: number;
}

/**
 * The access token. It lives in memory alone: a script that gets at the page's storage finds
 * nothing, and the refresh cookie cannot be read by any script.
 */
@Injectable({ providedIn: 'root' })
export class AccessToken {
  private readonly http = inject(HttpClient);
  private readonly held = signal<Held | undefined>(undefined);
  private refreshing?: Promise<string | undefined>;
  private timer?: ReturnType<typeof setTimeout>;

  /** The token to send now; renewed first when it is about to end. Undefined when signed out. */
  async current(): Promise<string | undefined> {
    const held = this.held();
    if (!held) return undefined;
    return held.expiresAt - Date.now() > MARGIN_MS / 2 ? held.token : this.refresh();
  }

  take({ accessToken, expiresIn }: SignInView): string {
    const life = expiresIn * 1000;
    this.held.set({ token: accessToken, expiresAt: Date.now() + life });
    localStorage.setItem(HINT, '1');
    clearTimeout(this.timer);
    // A throttled background tab may wake late; `current` renews then.
    this.timer = setTimeout(() => void this.refresh(), Math.max(life - MARGIN_MS, 5_000));
    return accessToken;
  }

  forget(): void {
    clearTimeout(this.timer);
    this.held.set(undefined);
    localStorage.removeItem(HINT);
  }

  /** Whether this browser had a session when it was last used. */
  mayHaveSession(): boolean {
    return localStorage.getItem(HINT) !== null;
  }

  /**
   * A new token by the refresh cookie; undefined when the session is over. One at a time, across
   * tabs too: the cookie changes at each use, and two uses of one value look like a theft.
   */
  refresh(): Promise<string | undefined> {
    this.refreshing ??= this.alone(() => this.fetch()).finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    // Locks exist in secure contexts only; the server forgives two tabs within seconds.
    if (!('locks' in navigator)) return work();
    return navigator.locks.request('renum.refresh', work);
  }

  private async fetch(): Promise<string | undefined> {
    const context = withoutToken();
    try {
      const call = this.http.post<SignInView>('/v1/auth/refresh', {}, { context });
      return this.take(await firstValueFrom(call));
    } catch (error) {
      // Only a refusal ends the session; a network that is away for a moment does not.
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) throw error;
      this.forget();
      return undefined;
    }
  }
}
