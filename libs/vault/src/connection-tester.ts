import type { CredentialTestView } from '@renum/contracts';
import type { OpenedSecret } from './credential-resolver';

/**
 * Calls the provider's test operation with a secret. A port: dialling safely is the proxy's craft,
 * which stands above the vault, so the app hands an implementation in.
 */
export interface ConnectionTester {
  test(secret: OpenedSecret): Promise<CredentialTestView>;
}

export const CONNECTION_TESTER = Symbol('CONNECTION_TESTER');
