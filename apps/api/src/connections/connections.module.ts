import { Module } from '@nestjs/common';
import { ConnectionsModule } from '@renum/connections';
import { EgressModule } from '@renum/proxy';
import { ConnectionsController } from './connections.controller';

/** The door of connections. */
@Module({
  imports: [ConnectionsModule, EgressModule],
  controllers: [ConnectionsController],
})
export class ConnectionsApiModule {}
