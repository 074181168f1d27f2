import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { CredentialView, ProviderGrant, ProviderView } from '@renum/contracts';
import { ProviderSearch } from '../../../../ui/provider-search/provider-search';
import { newGrant } from '../../agent-form';
import { GrantCard, type Warning } from '../grant-card/grant-card';
import { rulesOf } from '../grant-changes';
import { GrantField } from '../grant-field';
import type { Choice, GrantRules } from '../grant-words';

const VAULT = { path: '/vault', label: 'Go to the vault' };

/** The providers whose operations an agent may call, each with its rules. */
@Component({
  selector: 'rn-provider-grants',
  imports: [GrantCard, ProviderSearch],
  templateUrl: './provider-grants.html',
  styleUrl: './provider-grants.scss',
  host: { role: 'group', 'aria-label': 'Providers' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderGrants extends GrantField<ProviderGrant> {
  readonly providers = input.required<readonly ProviderView[]>();
  /** Undefined while it is not known what keys there are. */
  readonly credentials = input.required<readonly CredentialView[] | undefined>();
  /** Whether the agent has the tool that searches with Tavily. */
  readonly searches = input(false);

  private readonly known = computed(() => new Map(this.providers().map((one) => [one.id, one])));
  protected readonly addable = computed(() =>
    this.providers().filter(
      ({ id, kind, operations }) =>
        kind === 'tool' && operations.length > 0 && !this.granted().has(id),
    ),
  );
  protected readonly cards = computed(() =>
    this.grants().map((grant) => ({
      grant,
      rules: rulesOf.provider(grant),
      title: this.known().get(grant.provider)?.title ?? grant.provider,
      choices: this.known().get(grant.provider)?.operations ?? ([] as Choice[]),
      credentials: this.credentials()?.filter(({ provider }) => provider === grant.provider) ?? [],
      warnings: this.warningsFor(grant),
      hint:
        grant.provider === 'tavily' && this.searches()
          ? 'The tool Web search calls Tavily too: what is chosen here decides for it as well.'
          : '',
    })),
  );

  protected override keyOf({ provider }: ProviderGrant): string {
    return provider;
  }

  protected grant(provider: string | undefined): void {
    if (provider) this.add(newGrant(provider));
  }

  protected change({ provider }: ProviderGrant, { reach, ...rules }: GrantRules): void {
    this.put({ provider, operations: reach, ...rules });
  }

  private warningsFor({ provider, credentialId }: ProviderGrant): Warning[] {
    const known = this.known().get(provider);
    if (this.providers().length > 0 && !known)
      return [{ text: 'This provider is no longer there. Its calls are refused.' }];
    const keys = this.credentials()?.filter((one) => one.provider === provider);
    if (!keys || !known) return [];
    const usable = (one: CredentialView) => one.state === 'active' && !one.expired;
    if (credentialId !== undefined) {
      const key = keys.find(({ id }) => id === credentialId);
      if (key && usable(key)) return unconnected(key);
      return [
        { text: 'The chosen key is revoked or expired. Its calls are refused.', link: VAULT },
      ];
    }
    if (!keys.some(usable))
      return [{ text: `There is no active key for ${known.title}.`, link: VAULT }];
    return [];
  }
}

const unconnected = ({ oauth2, name }: CredentialView): Warning[] =>
  oauth2?.needsAuthorization
    ? [{ text: `The account of “${name}” must be connected again.`, link: VAULT }]
    : [];
