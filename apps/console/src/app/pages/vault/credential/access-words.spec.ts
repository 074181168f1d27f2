import type { AuditEntryView } from '@renum/contracts';
import { accessWords } from './access-words';

const entry = (overrides: Partial<AuditEntryView>): AuditEntryView => ({
  id: 'entry-1',
  at: '2026-11-21T10:00:00.000Z',
  actor: { type: 'instance', id: '019ab0f0-7d1c-7a3e-9f52-0c8d1e2f3a4b' },
  action: 'credential.opened',
  target: { type: 'credential', id: 'credential-1' },
  detail: { purpose: 'llm', provider: 'openai', version: 2 },
  ...overrides,
});

describe('an access in words', () => {
  it('says who, what for and which version', () => {
    const { who, what } = accessWords(entry({}));
    expect(`${who} ${what}`).toBe(
      'An agent’s sandbox (…2f3a4b) used it to call the model (version 2)',
    );
  });

  it('names people, and says when they are gone', () => {
    const action = 'credential.replaced';
    expect(
      accessWords(entry({ action, actor: { type: 'user', id: 'a', name: 'ann@x.test' } })),
    ).toEqual({ who: 'ann@x.test', what: 'replaced the secret (version 2)', icon: 'autorenew' });
    expect(accessWords(entry({ action, actor: { type: 'user', id: 'a' } })).who).toBe(
      'Somebody who has left',
    );
  });

  it('shows what it does not know by its own name', () => {
    const words = accessWords(
      entry({ action: 'credential.moved_away', actor: { type: 'system' }, detail: {} }),
    );
    expect(words).toEqual({ who: 'Renum', what: 'moved away', icon: 'history' });
    expect(accessWords(entry({ detail: { purpose: 'backup' } })).what).toBe('used it for backup');
  });
});
