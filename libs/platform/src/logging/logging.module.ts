import type { IncomingMessage, ServerResponse } from 'node:http';
import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { destination, stdSerializers, type DestinationStream, type LogFn, type Logger } from 'pino';
import { z } from 'zod';
import { defineConfig, type ConfigOf } from '../config/slice';
import { newId } from '../ids';
import { tenantContext } from '../tenant-context';
import { secretScrubber } from './secret-scrubber';

export const loggingConfig = defineConfig(
  'logging',
  z.object({
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
  }),
);

export const REQUEST_ID_HEADER = 'x-request-id';
const ACCEPTED_ID = /^[\w.-]{8,64}$/;
/** Asked for all the time by machines; a line each would bury the rest. */
const QUIET = /^\/(healthz|readyz|metrics|assets\/)/;

/** Nest tells each module and route at every start: news only to who debugs the start. */
const CHATTER = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** Whole lines on their way out: what a serializer overlooked is still caught here. */
export const scrubbed = (out: DestinationStream): DestinationStream => ({
  write: (line: string) => out.write(secretScrubber.scrub(line)),
});

/** The caller's request id when it is a sane one, else ours; answered in the same header. */
function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === 'string' && ACCEPTED_ID.test(given) ? given : newId();
  response.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** No headers and no query: both carry secrets more often than they help. */
const requestLine = (request: { id?: unknown; method?: string; url?: string }) => ({
  id: request.id,
  method: request.method,
  path: request.url?.split('?', 1)[0],
});

function options(config: ConfigOf<typeof loggingConfig>, service: string) {
  return {
    level: config.LOG_LEVEL,
    base: { service },
    genReqId: requestId,
    quietReqLogger: true,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
    mixin: () => {
      const scope = tenantContext.find();
      return scope ? { tenantId: scope.tenantId } : {};
    },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn) {
        const [first] = args as unknown as [{ context?: string } | undefined];
        if (this.isLevelEnabled('debug') || !CHATTER.has(first?.context ?? '')) {
          method.apply(this, args);
        }
      },
    },
    autoLogging: { ignore: (request: IncomingMessage) => QUIET.test(request.url ?? '') },
    customLogLevel: (_request: IncomingMessage, response: ServerResponse, error?: Error) =>
      error || response.statusCode >= 500 ? ('error' as const) : ('info' as const),
    serializers: {
      req: requestLine,
      res: (response: { statusCode?: number }) => ({ status: response.statusCode }),
      err: stdSerializers.err,
    },
  };
}

/** JSON lines on stdout, one a request, each scrubbed of every secret in memory (V7). */
@Module({})
export class LoggingModule {
  static forRoot(service: string): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRootAsync({
          inject: [loggingConfig.KEY],
          useFactory: (config: ConfigOf<typeof loggingConfig>) => ({
            // Synchronous: the line before a crash is the one that matters.
            pinoHttp: [options(config, service), scrubbed(destination({ fd: 1, sync: true }))],
          }),
        }),
      ],
    };
  }
}
