import { Module } from '@nestjs/common';
import { QueuesModule } from '@renum/queues';
import { DatabaseCheck, DockerCheck, RedisCheck } from './health-checks';
import { HealthController } from './health.controller';

@Module({
  imports: [QueuesModule],
  controllers: [HealthController],
  providers: [DatabaseCheck, RedisCheck, DockerCheck],
  exports: [DatabaseCheck, RedisCheck, DockerCheck],
})
export class ObservabilityModule {}
