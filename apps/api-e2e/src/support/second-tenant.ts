import type {
  AgentView,
  ApprovalView,
  BudgetView,
  ConnectionView,
  CustomProviderView,
  InvoiceView,
  InvitationView,
  MemberView,
  MeView,
  NewApiKeyView,
  NewWebhookView,
  Page,
  SignInView,
  TenantView,
  ThreadView,
  WebhookDeliveryView,
} from '@renum/contracts';
import { ApiClient } from './api-client';
import { asSuperuser } from './inspect';
import { installation } from './installation';
import { ScriptedModel } from './scripted-model';
import { until } from './until';

const PASSWORD = 'a password of tenant B';

/** Somebody else's tenant with one of everything that has an id. */
export interface SecondTenant {
  owner: ApiClient;
  /** By the segment before the first parameter, or a later one's name: `agents`, `deliveryId`. */
  ids: Record<string, string>;
}

const tokenIn = (invitation: InvitationView): string =>
  new URL(invitation.acceptUrl ?? '').hash.replace('#token=', '');

async function accept(invitation: InvitationView, name: string): Promise<ApiClient> {
  const body = { token: tokenIn(invitation), name, password: PASSWORD };
  const { accessToken } = await new ApiClient('').post<SignInView>('/v1/invitations/accept', body);
  return new ApiClient(accessToken);
}

/** A call that waited for a person until its run was stopped: nothing changes it any more. */
async function withdrawnApproval(owner: ApiClient): Promise<ApprovalView> {
  const model = new ScriptedModel([{ call: 'web_search', input: { query: 'x' } }]);
  await model.listen();
  try {
    const credential = await owner.createCredential({
      provider: 'openai-compatible',
      name: 'Model of B',
      secret: 'sk-model-of-b-0123456789',
      baseUrl: model.baseUrl,
    });
    const agent = await owner.createAgent('Careful agent of B', {
      model: { provider: 'openai-compatible', name: 'scripted', credentialId: credential.id },
      grants: [{ provider: 'tavily', operations: 'all', ask: 'always' }],
    });
    const run = await owner.start(agent.id, 'Search.');
    const asked = await until('a question', async () => {
      const path = `/v1/approvals?state=pending&runId=${run.id}`;
      return (await owner.get<Page<ApprovalView>>(path)).items[0];
    });
    await owner.post(`/v1/runs/${run.id}/stop`);
    await owner.ended(run.id);
    return await until('its end', async () => {
      const approval = await owner.get<ApprovalView>(`/v1/approvals/${asked.id}`);
      return approval.state === 'withdrawn' ? approval : undefined;
    });
  } finally {
    model.close();
  }
}

/** Makes it the way people do: the operator creates it, its owner accepts and fills it. */
export async function makeSecondTenant(operator: ApiClient): Promise<SecondTenant> {
  const slug = `b-${crypto.randomUUID().slice(0, 13)}`;
  const at = (name: string) => `${name}@${slug}.example`;
  const tenant = await operator.post<TenantView & { ownerInvitation: InvitationView }>(
    '/v1/operator/tenants',
    { name: 'Tenant B', slug, ownerEmail: at('owner') },
  );
  const owner = await accept(tenant.ownerInvitation, 'Owner of B');
  const invite = (email: string) =>
    owner.post<InvitationView>('/v1/invitations', { email, role: 'viewer' });
  const viewer = await accept(await invite(at('viewer')), 'Viewer of B');
  const open = await invite(at('guest'));

  const provider = await owner.post<CustomProviderView>('/v1/providers/custom', {
    title: `API ${slug}`,
    baseUrl: 'https://api.b.example',
    auth: { type: 'bearer' },
    operations: [
      {
        id: 'list',
        title: 'List',
        method: 'GET',
        path: '/things',
        access: 'read',
        safeToRetry: true,
      },
    ],
  });
  const key = await owner.post<NewApiKeyView>('/v1/api-keys', { name: 'Key of B' });

  const me = await viewer.get<MeView>('/v1/auth/me');
  const members = await owner.get<{ items: MemberView[] }>('/v1/members');
  const member = members.items.find(({ userId }) => userId === me.user.id);
  const credential = await owner.createCredential({
    provider: 'openai',
    name: 'Key of B',
    secret: 'sk-of-tenant-b-and-of-nobody-else',
  });
  // A provider without a credential: the run ends by itself and calls nobody.
  const agent: AgentView = await owner.createAgent('Agent of B', {
    model: { provider: 'openai-compatible', name: 'none' },
  });
  const thread = await owner.post<ThreadView>('/v1/threads', { agentId: agent.id });
  const run = await owner.post<{ id: string }>(`/v1/threads/${thread.id}/runs`, { input: 'Hello' });
  await owner.ended(run.id);
  const approval = await withdrawnApproval(owner);
  const budget = await owner.post<BudgetView>('/v1/budgets', {
    scope: 'agent',
    agentId: agent.id,
    period: 'month',
    limitNano: '1000000000',
  });
  // An address that nobody may dial: its server is never asked, and its state says so.
  const connection = await owner.post<ConnectionView>('/v1/connections', {
    kind: 'mcp',
    name: 'Tickets of B',
    url: 'https://203.0.113.7/mcp',
  });
  const webhook = await owner.post<NewWebhookView>('/v1/webhooks', {
    url: 'https://hooks.tenant-b.example/in',
    events: ['wallet.suspended'],
  });
  // Nobody has this name: its one delivery fails, and stays.
  const delivery = await owner.post<WebhookDeliveryView>(`/v1/webhooks/${webhook.id}/test`);
  // Only months in which there was the tenant are billed, and it is of today.
  await asSuperuser(await installation(), 'update tenants set created_at = ? where id = ?', [
    '2026-01-01',
    tenant.id,
  ]);
  const draft = await operator.post<InvoiceView>(`/v1/operator/tenants/${tenant.id}/invoices`, {
    month: '2026-01',
  });
  const invoice = await operator.post<InvoiceView>(`/v1/operator/invoices/${draft.id}/issue`);
  return {
    owner,
    ids: {
      tenants: tenant.id,
      users: me.user.id,
      members: member?.id ?? '',
      invitations: open.id,
      'api-keys': key.id,
      providers: provider.id,
      custom: provider.id,
      credentials: credential.id,
      agents: agent.id,
      threads: thread.id,
      runs: run.id,
      approvals: approval.id,
      budgets: budget.id,
      connections: connection.id,
      invoices: invoice.id,
      // Nobody pays here without a payment provider: an id as good as any that is not the asker's.
      payments: crypto.randomUUID(),
      webhooks: webhook.id,
      deliveryId: delivery.id,
    },
  };
}
