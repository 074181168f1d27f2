import { Inject, Injectable } from '@nestjs/common';
import type { CredentialTestView } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { CONNECTION_TESTER, type ConnectionTester } from './connection-tester';
import { SecretReader } from './secret-reader';
import { VaultService } from './vault.service';

/** Tests stored secrets. Provided by the app that has a `ConnectionTester` to hand in. */
@Injectable()
export class CredentialTests {
  constructor(
    private readonly vault: VaultService,
    private readonly reader: SecretReader,
    @Inject(CONNECTION_TESTER) private readonly tester: ConnectionTester,
  ) {}

  /** Asks the provider whether the secret is good, by a call that costs nothing. */
  async test(credentialId: string): Promise<CredentialTestView> {
    // Unknown ids answer 404 here, as on every route; inside a run they are a missing credential.
    await this.vault.get(credentialId);
    const { tenantId } = tenantContext.current();
    return this.tester.test(await this.reader.open({ tenantId, credentialId, purpose: 'test' }));
  }
}
