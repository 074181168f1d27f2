import { Param, type PipeTransform, StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { z } from 'zod';
import { plainWords } from './plain-words';

type Issue = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0][number];

const pathOf = (issue: Issue): string =>
  (issue.path ?? [])
    .map((segment) => String(typeof segment === 'object' ? segment.key : segment))
    .join('.');

/** Checks what `@Body({ schema })` and its kin declare; a refused field is named by its path. */
export const validationPipe = (): StandardSchemaValidationPipe => {
  // The pipe hands nothing to a schema but the value; what a schema says itself still comes first.
  z.config({ customError: plainWords });
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues.slice(0, 50).map((issue) => ({
        path: pathOf(issue),
        message: issue.message,
      }));
      return new DomainError('validation_failed', 'The request has fields that are not valid.', {
        details: { errors },
      });
    },
  });
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (UUID.test(value)) return value.toLowerCase();
    throw new DomainError('not_found', 'There is nothing here under this id.');
  }
}

/**
 * An id in the path. What is no id names nothing, so it answers 404 like an unknown one, and like
 * another tenant's (T5).
 */
export const IdParam = (name = 'id'): ParameterDecorator => Param(name, new IdPipe());
