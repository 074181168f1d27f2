import { Injectable } from '@nestjs/common';
import { NO_ONE, PLATFORM_PROVIDER, type UsageRowView } from '@renum/contracts';
import type { AnyUsageView } from '@renum/billing';
import { UsersService } from '@renum/identity';
import { ProviderCatalogue, ProviderDirectory } from '@renum/providers';
import { tenantContext } from '@renum/platform';

type Named = Pick<UsageRowView, 'key' | 'label' | 'others'>;

/** Puts names on groups that are not billing's own: people and providers. */
@Injectable()
export class UsageNames {
  constructor(
    private readonly directory: ProviderDirectory,
    private readonly catalogue: ProviderCatalogue,
    private readonly users: UsersService,
  ) {}

  async on<T extends AnyUsageView>(view: T): Promise<T> {
    const label = await this.labelsOf(view);
    if (!label) return view;
    const named = <N extends Named>(row: N): N =>
      row.others ? row : { ...row, label: label(row.key) ?? row.label };
    const { rows, series } = view;
    return {
      ...view,
      rows: rows.map(named),
      ...(series && { series: { ...series, groups: series.groups.map(named) } }),
    };
  }

  private async labelsOf({
    groupBy,
    rows,
  }: AnyUsageView): Promise<((key: string) => string | undefined) | undefined> {
    if (groupBy === 'provider') {
      // An operator's view is of no tenant, and has only the platform's own providers' names.
      const known = tenantContext.find() ? await this.directory.list() : this.catalogue.list();
      const titles = new Map(known.map(({ id, title }) => [id, title]));
      // Sandboxes, egress and storage are of no provider that is listed.
      return (key) => titles.get(key) ?? (key === PLATFORM_PROVIDER ? 'Renum' : undefined);
    }
    if (groupBy !== 'member') return undefined;
    const ids = rows.filter(({ key, others }) => key !== NO_ONE && !others).map(({ key }) => key);
    const names = await this.users.named(ids);
    return (key) => (key === NO_ONE ? 'Programs' : (names.get(key)?.email ?? 'Former member'));
  }
}
