import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { ConnectionGrant, ConnectionView } from '@renum/contracts';
import { CONNECTION_KIND_LOOKS, grantable, hindranceOf } from '../../../../core/connection-looks';
import { visible } from '../../../../core/visible-text';
import { GrantCard, type Warning } from '../grant-card/grant-card';
import { rulesOf } from '../grant-changes';
import { GrantField } from '../grant-field';
import type { Choice, GrantRules } from '../grant-words';

const choicesOf = (connection: ConnectionView): Choice[] =>
  grantable(connection).map(({ name, title, description, access }) => ({
    id: name,
    title: visible(title ?? name),
    description: visible(description),
    access,
  }));

/** The connections whose tools an agent may call, each with its rules. */
@Component({
  selector: 'rn-connection-grants',
  imports: [GrantCard, MatButton, MatIcon, MatMenuModule, RouterLink],
  templateUrl: './connection-grants.html',
  styleUrl: './connection-grants.scss',
  host: { role: 'group', 'aria-label': 'Connections' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionGrants extends GrantField<ConnectionGrant> {
  /** Undefined while they are not known. */
  readonly connections = input.required<readonly ConnectionView[] | undefined>();
  readonly failed = input(false);

  protected readonly kinds = CONNECTION_KIND_LOOKS;
  private readonly known = computed(
    () => new Map(this.connections()?.map((one) => [one.id, one] as const)),
  );
  protected readonly addable = computed(
    () =>
      this.connections()?.filter(
        ({ id, state }) => state !== 'revoked' && !this.granted().has(id),
      ) ?? [],
  );
  protected readonly cards = computed(() =>
    this.grants().map((grant) => {
      const connection = this.known().get(grant.connectionId);
      return {
        grant,
        rules: rulesOf.connection(grant),
        title: connection?.name ?? 'A connection that is gone',
        choices: connection ? choicesOf(connection) : [],
        warnings: this.warningsFor(grant),
      };
    }),
  );

  protected override keyOf({ connectionId }: ConnectionGrant): string {
    return connectionId;
  }

  protected grant(connectionId: string): void {
    this.add({ connectionId, tools: 'read', ask: 'writes', limits: {} });
  }

  protected change({ connectionId }: ConnectionGrant, { reach, ask, limits }: GrantRules): void {
    this.put({ connectionId, tools: reach, ask, limits });
  }

  private warningsFor({ connectionId }: ConnectionGrant): Warning[] {
    if (!this.connections()) return [];
    const connection = this.known().get(connectionId);
    const text = connection ? hindranceOf(connection) : 'Its calls are refused.';
    const link = { path: `/connections/${connectionId}`, label: 'Look at it' };
    return text ? [{ text, ...(connection && { link }) }] : [];
  }
}
