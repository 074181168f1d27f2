import type { Role } from '@renum/contracts';
import type { Session } from '../core/auth/session';

export interface Place {
  path: string;
  label: string;
  icon: string;
  /** Shows how many calls wait for a person. */
  countsApprovals?: boolean;
  /** Who has any use for it; everybody, when absent. */
  from?: Role;
}

const WORK: Place[] = [
  { path: '/threads', label: 'Threads', icon: 'forum' },
  { path: '/agents', label: 'Agents', icon: 'smart_toy' },
  { path: '/runs', label: 'Runs', icon: 'play_circle' },
  { path: '/approvals', label: 'Approvals', icon: 'how_to_reg', countsApprovals: true },
];

const ACCESS: Place[] = [
  { path: '/vault', label: 'Vault', icon: 'vpn_key' },
  { path: '/providers', label: 'Providers', icon: 'extension' },
  { path: '/connections', label: 'Connections', icon: 'hub' },
  { path: '/members', label: 'Members', icon: 'group' },
  { path: '/api-keys', label: 'API keys', icon: 'code', from: 'admin' },
  { path: '/webhooks', label: 'Webhooks', icon: 'webhook', from: 'admin' },
  { path: '/tracing', label: 'Tracing', icon: 'timeline', from: 'admin' },
];

const SPENDING: Place[] = [
  { path: '/usage', label: 'Usage', icon: 'bar_chart' },
  { path: '/analytics', label: 'Analytics', icon: 'insights' },
  { path: '/budgets', label: 'Budgets', icon: 'savings' },
  { path: '/requests', label: 'Requests', icon: 'receipt_long' },
  { path: '/wallet', label: 'Wallet', icon: 'account_balance_wallet', from: 'admin' },
  { path: '/invoices', label: 'Invoices', icon: 'receipt', from: 'admin' },
];

const OPERATOR: Place[] = [
  { path: '/operator/tenants', label: 'Tenants', icon: 'apartment' },
  { path: '/operator/price-books', label: 'Price books', icon: 'sell' },
  { path: '/operator/prices', label: 'List prices', icon: 'price_change' },
  { path: '/operator/keys', label: 'Platform keys', icon: 'vpn_key' },
  { path: '/operator/budgets', label: 'Platform budgets', icon: 'savings' },
  { path: '/operator/instances', label: 'Instances', icon: 'dns' },
  { path: '/operator/runs', label: 'All runs', icon: 'playlist_play' },
  { path: '/operator/usage', label: 'All usage', icon: 'stacked_bar_chart' },
  { path: '/operator/analytics', label: 'All analytics', icon: 'query_stats' },
  { path: '/operator/health', label: 'Health', icon: 'monitor_heart' },
];

export interface Section {
  heading: string;
  places: Place[];
}

/** Where this person can go. */
export function sectionsFor(session: Session): Section[] {
  const sections: Section[] = [];
  if (session.tenant()) {
    const open = ({ from }: Place) => from === undefined || session.atLeast(from);
    sections.push(
      { heading: 'Workspace', places: WORK.filter(open) },
      { heading: 'Access', places: ACCESS.filter(open) },
      { heading: 'Spending', places: SPENDING.filter(open) },
    );
  }
  if (session.isOperator()) sections.push({ heading: 'Platform', places: OPERATOR });
  return sections;
}
