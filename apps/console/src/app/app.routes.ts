import type { Routes } from '@angular/router';
import { atLeast, inTenant, operator, signedIn, signedOut, toHome } from './core/auth/guards';
import { keepChanges } from './core/unsaved';

const tenantPages: Routes = [
  {
    path: 'threads',
    title: 'Threads · Renum',
    loadComponent: async () => (await import('./pages/threads/threads-page')).ThreadsPage,
  },
  {
    path: 'threads/:threadId',
    title: 'Thread · Renum',
    loadComponent: async () => (await import('./pages/thread/thread-page')).ThreadPage,
  },
  {
    path: 'agents',
    title: 'Agents · Renum',
    loadComponent: async () => (await import('./pages/agents/agents-page')).AgentsPage,
  },
  {
    path: 'agents/new',
    title: 'New agent · Renum',
    canMatch: [atLeast('builder')],
    canDeactivate: [keepChanges],
    loadComponent: async () =>
      (await import('./pages/agent-editor/agent-editor-page')).AgentEditorPage,
  },
  {
    path: 'agents/:agentId',
    title: 'Agent · Renum',
    canDeactivate: [keepChanges],
    loadComponent: async () =>
      (await import('./pages/agent-editor/agent-editor-page')).AgentEditorPage,
  },
  {
    path: 'runs',
    title: 'Runs · Renum',
    loadComponent: async () => (await import('./pages/runs/runs-page')).RunsPage,
  },
  {
    path: 'approvals',
    title: 'Approvals · Renum',
    loadComponent: async () => (await import('./pages/approvals/approvals-page')).ApprovalsPage,
  },
  {
    path: 'connections',
    title: 'Connections · Renum',
    loadComponent: async () =>
      (await import('./pages/connections/connections-page')).ConnectionsPage,
  },
  {
    path: 'connections/:connectionId',
    title: 'Connection · Renum',
    loadComponent: async () =>
      (await import('./pages/connections/connection/connection-page')).ConnectionPage,
  },
  {
    path: 'requests',
    title: 'Requests · Renum',
    loadComponent: async () => (await import('./pages/requests/requests-page')).RequestsPage,
  },
  {
    path: 'providers',
    title: 'Providers · Renum',
    loadComponent: async () => (await import('./pages/providers/providers-page')).ProvidersPage,
  },
  {
    path: 'providers/new',
    title: 'Add your own API · Renum',
    canMatch: [atLeast('builder')],
    canDeactivate: [keepChanges],
    loadComponent: async () =>
      (await import('./pages/providers/wizard/wizard-page')).ProviderWizardPage,
  },
  {
    path: 'providers/:providerId',
    title: 'Provider · Renum',
    loadComponent: async () =>
      (await import('./pages/providers/provider/provider-page')).ProviderPage,
  },
  {
    path: 'providers/:providerId/edit',
    title: 'Edit provider · Renum',
    canMatch: [atLeast('builder')],
    canDeactivate: [keepChanges],
    loadComponent: async () =>
      (await import('./pages/providers/edit/edit-provider-page')).EditProviderPage,
  },
  {
    path: 'vault',
    title: 'Vault · Renum',
    loadComponent: async () => (await import('./pages/vault/vault-page')).VaultPage,
  },
  {
    path: 'vault/:credentialId',
    title: 'Credential · Renum',
    loadComponent: async () =>
      (await import('./pages/vault/credential/credential-page')).CredentialPage,
  },
  {
    path: 'usage',
    title: 'Usage · Renum',
    loadComponent: async () => (await import('./pages/usage/usage-page')).UsagePage,
  },
  {
    path: 'budgets',
    title: 'Budgets · Renum',
    loadComponent: async () => (await import('./pages/budgets/budgets-page')).BudgetsPage,
  },
  {
    path: 'webhooks',
    title: 'Webhooks · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/webhooks/webhooks-page')).WebhooksPage,
  },
  {
    path: 'webhooks/:webhookId',
    title: 'Webhook · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/webhooks/webhook/webhook-page')).WebhookPage,
  },
  // Where the payment provider sends people back to.
  { path: 'billing', pathMatch: 'full', redirectTo: 'wallet' },
  {
    path: 'wallet',
    title: 'Wallet · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/billing/wallet/wallet-page')).WalletPage,
  },
  {
    path: 'invoices',
    title: 'Invoices · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () =>
      (await import('./pages/billing/invoices/invoices-page')).InvoicesPage,
  },
  {
    path: 'invoices/:invoiceId',
    title: 'Invoice · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/billing/invoice/invoice-page')).InvoicePage,
  },
  {
    path: 'analytics',
    title: 'Analytics · Renum',
    loadComponent: async () => (await import('./pages/analytics/analytics-page')).AnalyticsPage,
  },
  {
    path: 'tracing',
    title: 'Tracing · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/tracing/tracing-page')).TracingPage,
  },
  {
    path: 'api-keys',
    title: 'API keys · Renum',
    canMatch: [atLeast('admin')],
    loadComponent: async () => (await import('./pages/api-keys/api-keys-page')).ApiKeysPage,
  },
  {
    path: 'members',
    title: 'Members · Renum',
    loadComponent: async () => (await import('./pages/members/members-page')).MembersPage,
  },
];

const operatorPages: Routes = [
  {
    path: 'tenants',
    title: 'Tenants · Renum',
    loadComponent: async () => (await import('./pages/operator/tenants/tenants-page')).TenantsPage,
  },
  {
    path: 'tenants/:tenantId',
    title: 'Tenant · Renum',
    loadComponent: async () => (await import('./pages/operator/tenant/tenant-page')).TenantPage,
  },
  {
    path: 'invoices/:invoiceId',
    title: 'Invoice · Renum',
    data: { door: 'operator' },
    loadComponent: async () => (await import('./pages/billing/invoice/invoice-page')).InvoicePage,
  },
  {
    path: 'price-books',
    title: 'Price books · Renum',
    loadComponent: async () =>
      (await import('./pages/operator/price-books/price-books-page')).PriceBooksPage,
  },
  {
    path: 'keys',
    title: 'Platform keys · Renum',
    loadComponent: async () =>
      (await import('./pages/operator/platform-keys/platform-keys-page')).PlatformKeysPage,
  },
  {
    path: 'prices',
    title: 'List prices · Renum',
    loadComponent: async () => (await import('./pages/operator/prices/prices-page')).PricesPage,
  },
  {
    path: 'budgets',
    title: 'Platform budgets · Renum',
    loadComponent: async () =>
      (await import('./pages/operator/budgets/platform-budgets-page')).PlatformBudgetsPage,
  },
  {
    path: 'instances',
    title: 'Instances · Renum',
    loadComponent: async () =>
      (await import('./pages/operator/instances/instances-page')).InstancesPage,
  },
  {
    path: 'runs',
    title: 'All runs · Renum',
    loadComponent: async () =>
      (await import('./pages/operator/runs/operator-runs-page')).OperatorRunsPage,
  },
  {
    path: 'usage',
    title: 'Usage of all tenants · Renum',
    data: { ofAllTenants: true },
    loadComponent: async () => (await import('./pages/usage/usage-page')).UsagePage,
  },
  {
    path: 'analytics',
    title: 'Analytics of all tenants · Renum',
    data: { ofAllTenants: true },
    loadComponent: async () => (await import('./pages/analytics/analytics-page')).AnalyticsPage,
  },
  {
    path: 'health',
    title: 'Health · Renum',
    loadComponent: async () => (await import('./pages/operator/health/health-page')).HealthPage,
  },
];

const notFound = async () => (await import('./pages/not-found/not-found-page')).NotFoundPage;

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in · Renum',
    canActivate: [signedOut],
    loadComponent: async () => (await import('./pages/sign-in/sign-in-page')).SignInPage,
  },
  {
    path: 'accept-invitation',
    title: 'Join · Renum',
    loadComponent: async () => (await import('./pages/invitation/invitation-page')).InvitationPage,
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: async () => (await import('./shell/shell')).Shell,
    children: [
      { path: '', pathMatch: 'full', canActivate: [toHome], loadComponent: notFound },
      {
        path: 'operator',
        canMatch: [operator],
        children: [{ path: '', pathMatch: 'full', redirectTo: 'tenants' }, ...operatorPages],
      },
      { path: '', canActivate: [inTenant], children: tenantPages },
      { path: '**', title: 'Not found · Renum', loadComponent: notFound },
    ],
  },
];
