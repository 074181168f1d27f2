import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatChipsModule } from '@angular/material/chips';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { CredentialsApi } from '../../core/api/credentials.api';
import { ProvidersApi } from '../../core/api/providers.api';
import { Session } from '../../core/auth/session';
import { categoriesOf, categoryLabel, deedsOf, fits } from '../../core/provider-words';
import { Chip } from '../../ui/chip/chip';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ProviderMark } from '../../ui/provider-mark/provider-mark';
import { Skeleton } from '../../ui/skeleton/skeleton';

/** Everything that agents can be given access to, and the tenant's own APIs among it. */
@Component({
  selector: 'rn-providers-page',
  imports: [
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatChipsModule,
    MatFormFieldModule,
    MatIcon,
    MatInput,
    PageHeader,
    ProviderMark,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './providers-page.html',
  styleUrl: './providers-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProvidersPage {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly list = inject(ProvidersApi).all();
  private readonly credentialList = inject(CredentialsApi).all();
  // From the address, so that the way back from a provider leads to where one was.
  readonly search = input<string>();
  readonly category = input<string>();

  private readonly providers = computed(() =>
    this.list.hasValue() ? this.list.value().items : undefined,
  );
  private readonly withKey = computed(() => {
    const credentials = this.credentialList.hasValue() ? this.credentialList.value().items : [];
    return new Set(
      credentials.filter(({ state }) => state === 'active').map(({ provider }) => provider),
    );
  });
  private readonly found = computed(() =>
    this.providers()?.filter((one) => fits(one, this.search() ?? '')),
  );
  /** Those that the search leaves, and the one that is chosen. */
  protected readonly categories = computed(() => {
    const found = this.found() ?? [];
    return categoriesOf(this.providers() ?? []).map((id) => ({
      id,
      label: categoryLabel(id),
      count: found.filter(({ category }) => category === id).length,
    }));
  });
  protected readonly shown = computed(() => {
    const wanted = this.category();
    return this.found()
      ?.filter(({ category }) => !wanted || category === wanted)
      .toSorted(
        (a, b) => Number(b.custom) - Number(a.custom) || a.title.localeCompare(b.title, 'en'),
      )
      .map((provider) => ({
        provider,
        deeds: deedsOf(provider),
        category: categoryLabel(provider.category),
        hasKey: this.withKey().has(provider.id),
      }));
  });

  protected ask(change: { search?: string | null; category?: string | null }): void {
    void this.router.navigate([], {
      queryParams: change,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
