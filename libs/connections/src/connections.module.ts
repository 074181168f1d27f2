import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { ProvidersModule } from '@renum/providers';
import { RedisModule } from '@renum/queues';
import { VaultModule } from '@renum/vault';
import { ConnectionNews } from './connection-news';
import { ConnectionReader } from './connection-reader';
import { ConnectionsService } from './connections.service';
import { Directories } from './directory/directories';
import { ToolDiscovery } from './tool-discovery';

/** Connections. What reaches the outside, `TOOL_SOURCE` and `APP_TRANSPORT`, is a global module's. */
@Module({
  imports: [AuditModule, ProvidersModule, RedisModule, VaultModule],
  providers: [ConnectionNews, ConnectionReader, Directories, ToolDiscovery, ConnectionsService],
  exports: [ConnectionReader, ConnectionsService],
})
export class ConnectionsModule {}
