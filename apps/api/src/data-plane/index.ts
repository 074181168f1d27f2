export { ConnectionTestModule } from './connection-test.module';
// The data plane has no controllers: its module is the whole door.
export { DataPlaneModule } from '@renum/proxy';
