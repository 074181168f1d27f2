export { AuthorizationServer } from './authorization-server';
export { testEnvironment } from './environment';
export { createTestDatabase, type TestDatabase } from './database';
export { createTestRedis, type TestRedis } from './redis';
export { insertRow, type Row } from './rows';
export { TestTenant, testAgentConfig, testTenant, testUser } from './tenant';
export { tenantInEveryTable } from './every-table';
export { entityDrift } from './entities';
export { createTestServices, type TestProcess, type TestServices } from './nest';
