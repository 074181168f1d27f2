import { BreakpointObserver } from '@angular/cdk/layout';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatSidenavModule } from '@angular/material/sidenav';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { filter, map, skip } from 'rxjs';
import { ApprovalStore } from '../core/approvals/approval-store';
import { Session } from '../core/auth/session';
import { whileVisible } from '../core/polling';
import { WalletState } from '../core/wallet-state';
import { Ago } from '../ui/ago/ago';
import { AccountMenu } from './account-menu';
import { Logo } from './logo';
import { sectionsFor } from './navigation';

/** How soon people see that their wallet is empty, or filled again. */
const WALLET_MS = 30_000;

/** The frame around every page of somebody who is signed in. */
@Component({
  selector: 'rn-shell',
  imports: [
    RouterOutlet,
    RouterLink,
    RouterLinkActive,
    MatSidenavModule,
    MatIconButton,
    MatIcon,
    AccountMenu,
    Ago,
    Logo,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  protected readonly session = inject(Session);
  protected readonly sections = computed(() => sectionsFor(this.session));
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 900px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly opened = signal(false);
  private readonly wallet = inject(WalletState);
  protected readonly suspended = this.wallet.suspended;
  private readonly approvals = inject(ApprovalStore);
  protected readonly waiting = computed(() => this.approvals.pending().length);
  protected readonly news = computed(() => {
    const next = this.approvals.pending().at(-1);
    return next ? `${next.agentName} asks for approval: ${next.operationTitle}` : '';
  });

  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  constructor() {
    if (this.session.tenant()) {
      this.approvals.follow();
      void this.wallet.read();
      whileVisible(WALLET_MS, () => void this.wallet.read());
    }
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        // The browser itself puts the focus of the first page.
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.focusContent());
  }

  /** As after a page load: the keyboard and the screen reader go on in the new page. */
  private focusContent(): void {
    const main = this.content().nativeElement;
    if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
  }

  protected closeIfNarrow(): void {
    this.opened.set(false);
  }
}
