/** Internal to this lib: whoever had these could skip the tenant session. */
export const TENANT_ORM = Symbol('TENANT_ORM');
export const PLATFORM_ORM = Symbol('PLATFORM_ORM');
