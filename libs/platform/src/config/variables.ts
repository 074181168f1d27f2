import { z } from 'zod';

/** Forms of variables that several slices share. */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1');

export const port = z.coerce.number().int().min(0).max(65_535);

/** `a, b,c` */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A key of at least `bytes` bytes in base64. */
export const base64Key = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'must be base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length >= bytes, `must hold at least ${bytes} bytes`);
