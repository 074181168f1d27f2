export { ConnectionTestModule } from './connection-test.module';
export { serveModels } from './serve-models';
// The data plane has no controllers: its module is the whole door.
export { DataPlaneModule } from '@renum/proxy';
