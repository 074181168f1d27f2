export { ConnectionsModule } from './connections.module';
export {
  ConnectionsService,
  type ConnectionChange,
  type NewConnection,
  type NewLink,
} from './connections.service';
export { connectionEntities, type Connection, type ConnectionSettings } from './connection.entity';
export { ConnectionReader, type LiveConnection, type ToolPin } from './connection-reader';
export { isBelow } from './connection-rules';
export { connectionTools, grantsTool } from './connection-tools';
export { canonical, offeredTool, type OfferedTool } from './tool-pins';
export { APP_TRANSPORT, type AppTransport } from './directory/app-directory';
export type { AppKind } from './directory/directories';
export { TOOL_SOURCE, type ConnectionPlace, type ToolSource } from './tool-source';
