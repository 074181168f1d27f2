const DOOR = /^\/(?:proxy\/[a-z0-9-]{1,64}|llm\/openai\/v1|llm\/anthropic|mcp\/[^/]{1,64})(?=\/)/;
const MOST_CHARS = 512;

/** The path at the provider, as the request log shows it: queries carry what is nobody's business. */
export function shownPath(target: string): string {
  const end = target.search(/[?#]/);
  const path = end < 0 ? target : target.slice(0, end);
  return path.replace(DOOR, '').slice(0, MOST_CHARS);
}
