import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { RedisModule } from '@renum/queues';
import { VaultModule } from '@renum/vault';
import { ConnectionNews } from './connection-news';
import { ConnectionReader } from './connection-reader';
import { ConnectionsService } from './connections.service';
import { ToolDiscovery } from './tool-discovery';

/** Connections, for whoever hands in a `TOOL_SOURCE`. */
@Module({})
export class ConnectionsModule {
  /** `source` exports the port `TOOL_SOURCE`. */
  static with(source: NonNullable<ModuleMetadata['imports']>[number]): DynamicModule {
    return {
      module: ConnectionsModule,
      imports: [AuditModule, RedisModule, VaultModule, source],
      providers: [ConnectionNews, ConnectionReader, ToolDiscovery, ConnectionsService],
      exports: [ConnectionReader, ConnectionsService],
    };
  }
}
