import { Param } from '@nestjs/common';
import { z } from 'zod';

const id = z.uuid();

/** The `:id` of a route, or another parameter that is an id. */
export const IdParam = (name = 'id'): ParameterDecorator => Param(name, { schema: id });
