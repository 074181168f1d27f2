import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTable, MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type {
  ConnectionView,
  ProviderView,
  RequestDecision,
  RequestLogView,
} from '@renum/contracts';
import { Ago } from '../../../ui/ago/ago';
import { Chip, type ChipTone } from '../../../ui/chip/chip';
import { BytesPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';

interface Look {
  label: string;
  icon: string;
  tone: ChipTone;
}

const LOOKS: Record<RequestDecision, Look> = {
  allowed: { label: 'Allowed', icon: 'check', tone: 'good' },
  approved: { label: 'Approved', icon: 'how_to_reg', tone: 'good' },
  refused: { label: 'Refused', icon: 'block', tone: 'bad' },
};

/** Nobody refused these: the provider was not there. */
const NOT_REACHED: Look = { label: 'Failed', icon: 'cloud_off', tone: 'bad' };

/** Calls in rows; each opens to all that is known of it. */
@Component({
  selector: 'rn-request-table',
  imports: [
    Ago,
    BytesPipe,
    Chip,
    DurationPipe,
    ExactMoneyPipe,
    MatIcon,
    MatIconButton,
    MatTableModule,
    MoneyPipe,
    RouterLink,
  ],
  templateUrl: './request-table.html',
  styleUrl: './request-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RequestTable {
  readonly requests = input.required<readonly RequestLogView[]>();
  readonly providers = input<readonly ProviderView[]>([]);
  readonly connections = input<readonly ConnectionView[]>([]);
  protected readonly columns = ['call', 'decision', 'status', 'took', 'cost', 'at', 'more'];
  protected readonly opened = signal<string | undefined>(undefined);
  private readonly known = computed(() => new Map(this.providers().map((one) => [one.id, one])));

  private readonly table = viewChild.required<MatTable<RequestLogView>>(MatTable);

  /** Only the opened row has a second one below it. */
  protected readonly isOpened = (_index: number, { id }: RequestLogView): boolean =>
    id === this.opened();
  protected readonly lookOf = ({ decision, code }: RequestLogView): Look =>
    code?.startsWith('upstream_') ? NOT_REACHED : LOOKS[decision];

  protected titleOf({ provider, connectionId }: RequestLogView): string {
    const connection = this.connections().find(({ id }) => id === connectionId);
    if (connection) return connection.name;
    return this.known().get(provider)?.title ?? provider;
  }

  /** What was called, in words; a model's name says more than "chat". */
  protected deedOf({ provider, operation, model }: RequestLogView): string {
    if (model) return model;
    const found = this.known()
      .get(provider)
      ?.operations.find(({ id }) => id === operation);
    return found?.title ?? operation ?? 'Unknown call';
  }

  protected toneOf(status: number): string {
    return status < 400 ? 'fine' : 'wrong';
  }

  protected toggle({ id }: RequestLogView): void {
    this.opened.update((opened) => (opened === id ? undefined : id));
    this.table().renderRows();
  }
}
