import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { addAnswer } from './answers';
import { addProblems, type Operation, PROBLEM_SCHEMA } from './problems';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** A header that a handler reads and a decorator describes is one parameter; ids are UUIDs, but of providers. */
function tidyParameters(operation: Operation): void {
  const known = operation.parameters?.filter((p) => 'name' in p) ?? [];
  const described = new Set(
    known.filter((p) => p.in === 'header' && p.description).map((p) => p.name.toLowerCase()),
  );
  operation.parameters = known.filter(
    (p) => p.in !== 'header' || p.description || !described.has(p.name.toLowerCase()),
  );
  for (const parameter of operation.parameters) {
    if ('in' in parameter && parameter.in === 'path') {
      const named = parameter.name === 'provider';
      parameter.schema = named ? { type: 'string' } : { type: 'string', format: 'uuid' };
    }
  }
}

/** Adds what holds for every route, so that no controller has to repeat it. */
export function complete(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation || !path.startsWith('/v1')) continue;
      tidyParameters(operation);
      addAnswer(`${method} ${path}`, operation);
      addProblems(path, operation);
    }
  }
  return document;
}

/** `/docs` for people, `/docs-json` for generators; both from the routes themselves. */
export function serveOpenApi(app: INestApplication): void {
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
  const document = complete(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    swaggerOptions: { persistAuthorization: true, tagsSorter: 'alpha' },
  });
}
