import { SessionEntity } from './session.entity';
import { SigningKeyEntity } from './signing-key.entity';
import { UserEntity } from './user.entity';

export { IdentityModule } from './identity.module';
export { identityConfig, type IdentityConfig } from './identity.config';
export { AccessChanges, type AccessChange } from './access-changes.service';
export { AccessTokens, type AccessClaims } from './access-tokens.service';
export { IdentityService } from './identity.service';
export { SessionsService, type IssuedSession } from './sessions.service';
export { SigningKeys } from './signing-keys.service';
export { normalizeEmail, UsersService, type NewUser, type UserName } from './users.service';
export { hashOpaqueToken, newOpaqueToken } from './opaque-token';
export { UserEntity, type User } from './user.entity';
export { SessionEntity } from './session.entity';

export const identityEntities = [UserEntity, SessionEntity, SigningKeyEntity];
export { identitySealedColumns } from './sealed-columns';
