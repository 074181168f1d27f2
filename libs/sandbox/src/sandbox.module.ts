import { Module } from '@nestjs/common';
import { DockerSandboxes } from './docker-sandboxes';
import { Sandboxes } from './sandboxes';

@Module({
  providers: [{ provide: Sandboxes, useClass: DockerSandboxes }],
  exports: [Sandboxes],
})
export class SandboxModule {}
