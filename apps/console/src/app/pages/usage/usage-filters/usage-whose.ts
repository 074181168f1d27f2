import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { AgentsApi } from '../../../core/api/agents.api';
import { MembersApi } from '../../../core/api/members.api';
import { ProviderSearch } from '../../../ui/provider-search/provider-search';
import type { UsageAsk } from '../usage-question';

/** Filters whose choices are a tenant's own: its agents, its members, its providers. */
@Component({
  selector: 'rn-usage-whose',
  imports: [MatFormFieldModule, MatSelectModule, ProviderSearch],
  templateUrl: './usage-whose.html',
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageWhose {
  readonly question = input.required<UsageAsk>();
  readonly asked = output<UsageAsk>();
  private readonly agentsApi = inject(AgentsApi);
  private readonly agentList = this.agentsApi.all();
  private readonly providerList = this.agentsApi.providers();
  private readonly memberList = inject(MembersApi).all();
  protected readonly agents = computed(() =>
    this.agentList.hasValue() ? this.agentList.value().items : [],
  );
  protected readonly members = computed(() =>
    this.memberList.hasValue() ? this.memberList.value().items : [],
  );
  protected readonly providers = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
}
