import { Module } from '@nestjs/common';
import { TenantsModule } from '@renum/tenants';
import { VaultModule } from '@renum/vault';
import { AuthModule } from '../auth/auth.module';
import { ConnectionTestModule } from '../data-plane';
import { AccountsController } from './accounts.controller';
import { BrowserCookie } from './browser-cookie';
import { CallbackController } from './callback.controller';

/** The door for accounts at providers. Token endpoints are dialled as safely as any other host. */
@Module({
  imports: [VaultModule, TenantsModule, AuthModule, ConnectionTestModule],
  controllers: [AccountsController, CallbackController],
  providers: [BrowserCookie],
})
export class Oauth2ApiModule {}
