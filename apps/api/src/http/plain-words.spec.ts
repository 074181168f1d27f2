import { z } from 'zod';
import { validationPipe } from './validation';

/** As a controller declares it, through the pipe of the API. */
const said = async (schema: z.ZodType, value: unknown): Promise<unknown> => {
  const metadata = { type: 'body' as const, schema } as never;
  const refused = await Promise.resolve(validationPipe().transform(value, metadata)).catch(
    (error: unknown) => error,
  );
  return (refused as { details: { errors: unknown } }).details.errors;
};

describe('what is wrong with a field', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['has more than 200 characters', z.string().max(200), 'x'.repeat(201)],
    ['is empty', z.string().min(1), ''],
    ['has fewer than 10 characters', z.string().min(10), 'short'],
    ['is missing', z.string(), undefined],
    ['must be a text', z.string(), 3],
    ['must be a whole number', z.int(), 1.5],
    ['must be 3 at most', z.int().max(3), 4],
    ['must be 1 at least', z.int().min(1), 0],
    ['must be more than 0', z.number().positive(), 0],
    ['has more than 1 entry', z.array(z.string()).max(1), ['a', 'b']],
    ['is empty', z.array(z.string()).min(1), []],
    ['must be one of day, month', z.enum(['day', 'month']), 'year'],
    ['is not an email address', z.email(), 'ann'],
    ['is not a web address', z.url(), 'ann'],
    ['is not a time such as 2026-12-24T18:00:00Z', z.iso.datetime(), 'today'],
    ['is not written as it must be', z.string().regex(/^a$/), 'b'],
    ['must be an a', z.string().regex(/^a$/, 'must be an a'), 'b'],
    ['is for the scope `llm`', z.string().refine(() => false, 'is for the scope `llm`'), 'b'],
  ])('is said in plain words: %s', async (message, schema, value) => {
    expect(await said(z.object({ field: schema }), { field: value })).toEqual([
      { path: 'field', message },
    ]);
  });

  it('names a field that is none', async () => {
    expect(await said(z.strictObject({}), { stray: 1 })).toEqual([
      { path: '', message: 'There is no field stray.' },
    ]);
  });
});
