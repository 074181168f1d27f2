import { isDeepStrictEqual } from 'node:util';
import type { AgentConfig, AgentLimits } from '@renum/contracts';

/** What a change may leave out. `model` is replaced whole: its parts belong together. */
export type AgentConfigPatch = Partial<Omit<AgentConfig, 'limits'>> & {
  limits?: Partial<AgentLimits>;
};

/** The configuration after a change, or nothing when it changes nothing. */
export function applyPatch(
  config: AgentConfig,
  { limits, ...parts }: AgentConfigPatch,
): AgentConfig | undefined {
  const given = <T extends object>(patch: T) =>
    Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const next: AgentConfig = {
    ...config,
    ...given(parts),
    limits: { ...config.limits, ...given(limits ?? {}) },
  };
  return isDeepStrictEqual(next, config) ? undefined : next;
}
