import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ERROR_STATUS, type ErrorCode } from '@renum/contracts';
import { problemTitle, problemType } from './problem';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const problemSchema = {
  type: 'object',
  description: 'An RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', example: problemType('not_found') },
    title: { type: 'string', example: problemTitle('not_found') },
    status: { type: 'integer', example: 404 },
    code: { type: 'string', enum: Object.keys(ERROR_STATUS), example: 'not_found' },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'Also in the header x-request-id and in the logs.' },
    errors: {
      type: 'array',
      description: 'The fields that were refused.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** The codes that any route, or a route of some shape, may answer. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Sign in first.',
  forbidden: 'Your role does not allow this.',
  not_found: 'There is nothing here under this id.',
  conflict: 'Something else already stands in its place.',
  validation_failed: 'The request has fields that are not valid.',
  too_many_requests: 'Slow down and try again.',
  internal: 'Something went wrong on our side.',
};

const responseOf = (code: ErrorCode) => {
  const detail = SENTENCES[code] ?? problemTitle(code);
  const status = ERROR_STATUS[code];
  const example = { type: problemType(code), title: problemTitle(code), status, code, detail };
  const extra =
    code === 'validation_failed' ? { errors: [{ path: 'name', message: 'Required' }] } : {};
  return {
    description: detail,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: { ...example, ...extra },
      },
    },
  };
};

/** A public route requires nothing: one requirement, and it is empty. */
const isPublic = (operation: Operation): boolean =>
  operation.security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;

function refusalsOf(path: string, operation: Operation): ErrorCode[] {
  const codes: ErrorCode[] = ['too_many_requests', 'internal'];
  if (!isPublic(operation)) codes.push('unauthenticated', 'forbidden');
  if (path.includes('{')) codes.push('not_found');
  if (operation.requestBody) codes.push('validation_failed', 'conflict');
  else if (operation.parameters?.some((p) => 'in' in p && p.in === 'query')) {
    codes.push('validation_failed');
  }
  return codes;
}

/** Says once, for all routes, what a refusal looks like. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation || !path.startsWith('/v1')) continue;
      for (const code of refusalsOf(path, operation)) {
        operation.responses[String(ERROR_STATUS[code])] ??= responseOf(code);
      }
    }
  }
  return document;
}

/** `/docs` for people, `/docs-json` for generators; both from the routes themselves. */
export function serveOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Renum')
    .setDescription(
      'Build AI agents, run each in its own sandbox, and know to the cent what it cost. ' +
        'Refusals are application/problem+json; lists are pages with a `nextCursor`.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build();
  const document = withProblems(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    swaggerOptions: { persistAuthorization: true, tagsSorter: 'alpha' },
  });
  return document;
}
