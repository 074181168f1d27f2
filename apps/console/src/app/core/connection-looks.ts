import type { ConnectionKind, ConnectionState, ConnectionView } from '@renum/contracts';

interface StateLook {
  label: string;
  icon: string;
  tone: 'neutral' | 'attention' | 'good' | 'bad';
}

export const CONNECTION_LOOKS: Record<ConnectionState, StateLook> = {
  pending: { label: 'Not approved', icon: 'rule', tone: 'attention' },
  active: { label: 'Active', icon: 'check_circle', tone: 'good' },
  changed: { label: 'Tools changed', icon: 'difference', tone: 'attention' },
  unreachable: { label: 'Does not answer', icon: 'cloud_off', tone: 'bad' },
  revoked: { label: 'Revoked', icon: 'block', tone: 'neutral' },
};

export const CONNECTION_KIND_LOOKS: Record<ConnectionKind, { label: string; icon: string }> = {
  mcp: { label: 'MCP server', icon: 'dns' },
  composio: { label: 'Composio', icon: 'apps' },
  pipedream: { label: 'Pipedream', icon: 'apps' },
};

/** Why an agent cannot use a connection just now, in words; empty when it can. */
export function hindranceOf({ state }: Pick<ConnectionView, 'state'>): string {
  switch (state) {
    case 'active':
      return '';
    case 'pending':
      return 'Its tools are not approved yet, so its calls are refused.';
    case 'changed':
      return 'Its tools have changed since they were approved; the changed ones are refused.';
    case 'unreachable':
      return 'Its server did not answer when it was last asked.';
    case 'revoked':
      return 'It is revoked: all its calls are refused.';
    default:
      return state satisfies never;
  }
}

/** Of the tools that agents may be granted. */
export const grantable = ({ tools }: ConnectionView): ConnectionView['tools'] =>
  tools.filter(({ change }) => change !== 'removed');
