export { AppDoor, isAppTarget, refuseApp } from './app-door';
export { ProxyConnectionTester } from './connection-tester';
export { DataPlaneModule } from './data-plane.module';
export { DataPlaneServer } from './data-plane.server';
export { isShareable } from './flow/platform-use';
export { EgressModule } from './egress.module';
export { baseUrlFault } from './net/base-url-fault';
export { SafeDialler, type DiallerOptions, type Resolve } from './net/dialler';
export {
  dataPlaneConfig,
  egressConfig,
  type DataPlaneConfig,
  type EgressConfig,
} from './proxy.config';
