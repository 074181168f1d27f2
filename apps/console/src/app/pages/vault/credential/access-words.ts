import type { AuditEntryView } from '@renum/contracts';

export interface AccessWords {
  who: string;
  what: string;
  icon: string;
}

const PURPOSES: Readonly<Record<string, string>> = {
  llm: 'used it to call the model',
  proxy: 'used it for a tool call',
  test: 'tested it',
  connections: 'used it to reach a connection',
  mcp: 'used it to reach a connection',
  renewal: 'used it to renew the access token',
  authorization: 'went to connect the account again',
};

const DEEDS: Readonly<Record<string, { what: string; icon: string }>> = {
  'credential.created': { what: 'stored it', icon: 'add_circle' },
  'credential.replaced': { what: 'replaced the secret', icon: 'autorenew' },
  'credential.revoked': { what: 'revoked it', icon: 'block' },
  'credential.renewed': { what: 'renewed the access token', icon: 'autorenew' },
  'credential.authorization_ended': { what: 'was refused a new access token', icon: 'link_off' },
};

function whoOf({ type, id, name }: AuditEntryView['actor']): string {
  switch (type) {
    case 'user':
      return name ?? 'Somebody who has left';
    case 'apiKey':
      return name ? `API key “${name}”` : 'An API key';
    case 'instance':
      return id ? `An agent’s sandbox (…${id.slice(-6)})` : 'An agent’s sandbox';
    case 'system':
      return 'Renum';
    default: {
      const never: never = type;
      throw new Error(String(never));
    }
  }
}

/** One entry of the access log as a sentence. What a newer server may log goes by its own name. */
export function accessWords({ actor, action, detail }: AuditEntryView): AccessWords {
  const version = typeof detail['version'] === 'number' ? ` (version ${detail['version']})` : '';
  const who = whoOf(actor);
  if (action === 'credential.opened') {
    const purpose = typeof detail['purpose'] === 'string' ? detail['purpose'] : '';
    const what = PURPOSES[purpose] ?? `used it${purpose && ` for ${purpose}`}`;
    return { who, what: what + version, icon: purpose === 'test' ? 'network_check' : 'lock_open' };
  }
  const deed = DEEDS[action];
  if (deed) return { who, what: deed.what + version, icon: deed.icon };
  const [, name = action] = action.split('.');
  return { who, what: name.replaceAll('_', ' ') + version, icon: 'history' };
}
