import { z } from 'zod';

const schema = z.object({
  STANDIN_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  STANDIN_HOST: z.string().default('127.0.0.1'),
  /** Pause before each streamed chunk; 0 makes tests fast. */
  STANDIN_DELAY_MS: z.coerce.number().int().min(0).max(5_000).default(25),
});

export interface StandinConfig {
  port: number;
  host: string;
  delayMs: number;
}

/** Reads the environment once; throws an error that names every bad variable. */
export const readConfig = (
  environment: Record<string, string | undefined> = process.env,
): StandinConfig => {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`The stand-in's environment is wrong:\n${z.prettifyError(parsed.error)}`);
  }
  return {
    port: parsed.data.STANDIN_PORT,
    host: parsed.data.STANDIN_HOST,
    delayMs: parsed.data.STANDIN_DELAY_MS,
  };
};
