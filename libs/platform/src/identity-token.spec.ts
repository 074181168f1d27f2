import { randomBytes } from 'node:crypto';
import { newId } from './ids';
import { IdentityVerifier, signIdentity } from './identity-token';

const key = randomBytes(32);
const identity = (exp = Math.floor(Date.now() / 1000) + 60) => ({
  tenantId: newId(),
  agentId: newId(),
  agentVersionId: newId(),
  threadId: newId(),
  runId: newId(),
  instanceId: newId(),
  exp,
});
const refusal = expect.objectContaining({ code: 'unauthenticated' });

describe('identity token', () => {
  it('carries the identity from the worker to the data plane', () => {
    const original = identity();
    const verifier = new IdentityVerifier(key);
    const token = signIdentity(original, key);
    expect(verifier.verify(token)).toEqual(original);
    expect(verifier.verify(token)).toEqual(original);
  });

  it('refuses every token in which one character was changed', () => {
    const token = signIdentity(identity(), key);
    const verifier = new IdentityVerifier(key);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const forged = token.slice(0, at) + other + token.slice(at + 1);
      expect(() => verifier.verify(forged)).toThrow(refusal);
    }
  });

  it('refuses another key, garbage and an expired token, also from its cache', () => {
    const token = signIdentity(identity(), key);
    expect(() => new IdentityVerifier(randomBytes(32)).verify(token)).toThrow(refusal);
    for (const garbage of ['', '.', 'a.b.c', `${token}.x`, 'x'.repeat(10_000)]) {
      expect(() => new IdentityVerifier(key).verify(garbage)).toThrow(refusal);
    }
    let now = Date.now();
    const verifier = new IdentityVerifier(key, () => now);
    verifier.verify(token);
    now += 61_000;
    expect(() => verifier.verify(token)).toThrow(refusal);
  });

  it('does not accept a key that is too short to be one', () => {
    expect(() => new IdentityVerifier(Buffer.from('short'))).toThrow('32 bytes');
  });
});
