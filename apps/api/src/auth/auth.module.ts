import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { RedisModule } from '@renum/queues';
import { TenantsModule } from '@renum/tenants';
import { AccessGuard } from './access.guard';
import { AccessStrategy } from './access.strategy';
import { authConfig, type AuthConfig } from './auth.config';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { JwksController } from './jwks.controller';
import { RedisThrottlerStorage } from './redis-throttler.storage';
import { RefreshCookie } from './refresh-cookie';
import { SignInThrottle, signInThrottlers } from './sign-in.throttle';
import { TenantContextInterceptor } from './tenant-context.interceptor';

@Module({
  imports: [RedisModule],
  providers: [RedisThrottlerStorage],
  exports: [RedisThrottlerStorage],
})
class ThrottlerStorageModule {}

/** The door of identity: sign-in and sessions, and the guard before every other route. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    TenantsModule,
    PassportModule,
    ThrottlerModule.forRootAsync({
      imports: [ThrottlerStorageModule],
      inject: [authConfig.KEY, RedisThrottlerStorage],
      useFactory: (config: AuthConfig, storage: RedisThrottlerStorage) => ({
        throttlers: signInThrottlers(config),
        storage,
      }),
    }),
  ],
  controllers: [AuthController, JwksController],
  providers: [
    AuthService,
    AccessStrategy,
    RefreshCookie,
    SignInThrottle,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: TenantContextInterceptor },
  ],
  exports: [AuthService, RefreshCookie, SignInThrottle],
})
export class AuthModule {}
