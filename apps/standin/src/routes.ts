export const PROVIDERS = ['openai', 'anthropic', 'tavily'] as const;
export type StandinProvider = (typeof PROVIDERS)[number];

export interface Route {
  provider: StandinProvider;
  /** The path as the provider itself has it, which is also how aimock serves it. */
  url: string;
}

/**
 * Each provider lives under its own prefix (`/openai/v1/…`, `/anthropic/v1/…`, `/tavily/search`),
 * because OpenAI and Anthropic share paths such as `/v1/models`.
 */
export const routeOf = (url: string): Route | undefined => {
  for (const provider of PROVIDERS) {
    const prefix = `/${provider}/`;
    if (url.startsWith(prefix)) return { provider, url: url.slice(prefix.length - 1) };
  }
  return undefined;
};
