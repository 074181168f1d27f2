export { CurrentUser, Operator, Public, Roles, SignedIn } from './access.decorators';
export { AuthModule } from './auth.module';
export { authConfig } from './auth.config';
