import { Module } from '@nestjs/common';
import { EgressModule, ProxyConnectionTester } from '@renum/proxy';
import { CONNECTION_TESTER } from '@renum/vault';

/** Hands the proxy's safe dialling to the vault, which stands below it and only knows the port. */
@Module({
  imports: [EgressModule],
  providers: [{ provide: CONNECTION_TESTER, useExisting: ProxyConnectionTester }],
  exports: [CONNECTION_TESTER],
})
export class ConnectionTestModule {}
