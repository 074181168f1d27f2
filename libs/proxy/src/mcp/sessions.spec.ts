import { newId } from '@renum/platform';
import { McpSessions } from './sessions';

describe('session ids', () => {
  const sessions = new McpSessions(Buffer.alloc(32, 1));
  const scope = { tenantId: newId(), runId: newId(), connectionId: newId() };
  const id = 'a-session-of-the-server';
  const sealed = sessions.seal(scope, id);

  it('come back as they were, in every process with the key', () => {
    expect(new McpSessions(Buffer.alloc(32, 1)).open(scope, sealed)).toBe(id);
    expect(sessions.seal(scope, id)).toBe(sealed);
    expect(sealed).not.toContain(id);
  });

  it.each(['tenantId', 'runId', 'connectionId'])('are of one %s', (part) => {
    expect(sessions.open({ ...scope, [part]: newId() }, sealed)).toBeUndefined();
  });

  it('do not open under another key, nor changed in any character', () => {
    expect(new McpSessions(Buffer.alloc(32, 2)).open(scope, sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const forged = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(sessions.open(scope, forged)).toBeUndefined();
    }
    for (const garbage of ['', 'x', '!', id, 'x'.repeat(5_000)])
      expect(sessions.open(scope, garbage)).toBeUndefined();
  });
});
