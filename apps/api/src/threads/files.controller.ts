import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ROLES } from '@renum/contracts';
import { ThreadsService, Workspaces, type Listing, type OpenedFile } from '@renum/orchestrator';
import { tenantContext } from '@renum/platform';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { attachment } from './attachment';
import { fileQuery, type FileQuery } from './threads.dto';

@ApiTags('threads')
@Controller('v1/threads/:id/files')
export class FilesController {
  constructor(
    private readonly threads: ThreadsService,
    private readonly workspaces: Workspaces,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Files and folders of the workspace; links are left out' })
  async list(@IdParam() id: string): Promise<Listing> {
    await this.threads.get(id);
    return this.workspaces.list(tenantContext.current().tenantId, id);
  }

  /** Always a download: what an agent wrote must not run as a page of ours. */
  @Roles(...ROLES)
  @Get('content')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "sandbox; default-src 'none'")
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The content of one file' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  async content(
    @IdParam() id: string,
    @Query({ schema: fileQuery }) { path }: FileQuery,
  ): Promise<StreamableFile> {
    await this.threads.get(id);
    const file = await this.workspaces.open(tenantContext.current().tenantId, id, path);
    return new StreamableFile(await streamOf(file), {
      type: 'application/octet-stream',
      disposition: attachment(file.name),
      length: file.size,
    });
  }
}

/** Exactly the announced bytes, though the agent may be appending at this moment. */
async function streamOf({ handle, size }: OpenedFile): Promise<Readable> {
  if (size > 0) return handle.createReadStream({ start: 0, end: size - 1 });
  await handle.close();
  return Readable.from([]);
}
