import type { AgentConfig, ConnectionGrant, ProviderGrant } from '@renum/contracts';
import {
  askWords,
  grantWords,
  limitWords,
  type GrantRules,
  type Noun,
  reachWords,
} from './grant-words';

/** The title of a provider or connection by its id. */
export type TitleOf = (id: string) => string;

export const rulesOf = {
  provider: ({ operations: reach, ask, limits, credentialId }: ProviderGrant): GrantRules => ({
    reach,
    ask,
    limits,
    ...(credentialId && { credentialId }),
  }),
  connection: ({ tools: reach, ask, limits }: ConnectionGrant): GrantRules => ({
    reach,
    ask,
    limits,
  }),
};

type Grants = ReadonlyMap<string, GrantRules>;

const providersOf = ({ grants }: AgentConfig): Grants =>
  new Map(grants.map((grant) => [grant.provider, rulesOf.provider(grant)]));
const connectionsOf = ({ connections }: AgentConfig): Grants =>
  new Map(connections.map((grant) => [grant.connectionId, rulesOf.connection(grant)]));

/** What another version allows that this one did not, or no longer does, in sentences. */
export const grantChanges = (
  before: AgentConfig,
  after: AgentConfig,
  titleOf: TitleOf,
): string[] => [
  ...changes(providersOf(before), providersOf(after), titleOf, 'operation'),
  ...changes(connectionsOf(before), connectionsOf(after), titleOf, 'tool'),
];

function changes(before: Grants, after: Grants, titleOf: TitleOf, noun: Noun): string[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    if (!is) return [`${titleOf(id)} taken away`];
    if (!was) return [`${titleOf(id)} given: ${grantWords(is, noun)}`];
    const parts = differences(was, is, noun);
    return parts.length > 0 ? [`${titleOf(id)}: ${parts.join('; ')}`] : [];
  });
}

function differences(was: GrantRules, is: GrantRules, noun: Noun): string[] {
  const limits = (rules: GrantRules) =>
    limitWords(rules.limits).join(', ') || 'no limits of its own';
  const compared: [before: string, after: string][] = [
    [askWords(was.ask), askWords(is.ask)],
    [limits(was), limits(is)],
  ];
  return [
    ...reachDifference(was, is, noun),
    ...compared.filter(([a, b]) => a !== b).map(([a, b]) => `${b} (before: ${a})`),
    ...(was.credentialId === is.credentialId ? [] : ['another key']),
  ];
}

function reachDifference(
  { reach: was }: GrantRules,
  { reach: is }: GrantRules,
  noun: Noun,
): string[] {
  if (typeof was === 'string' || typeof is === 'string') {
    const [before, after] = [reachWords(was, noun), reachWords(is, noun)];
    return before === after ? [] : [`${after} (before: ${before})`];
  }
  const added = is.filter((id) => !was.includes(id));
  const gone = was.filter((id) => !is.includes(id));
  return [
    ...(added.length > 0 ? [`with ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`without ${gone.join(', ')}`] : []),
  ];
}
