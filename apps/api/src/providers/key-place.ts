import type { ProviderInjection } from '@renum/providers';

/** Where a part of the credential goes, as one would read it in a call. */
export function keyPlace(injection: ProviderInjection): string {
  switch (injection.type) {
    case 'bearer':
      return 'authorization: Bearer ••••';
    case 'basic':
      return 'authorization: Basic ••••';
    case 'header':
      return `${injection.name}: ${injection.prefix}••••`;
    case 'query':
      return `?${injection.name}=••••`;
    case 'body':
      return `${injection.name} = •••• in the body`;
    case 'path':
      return injection.template.replace(/\{.*\}/, '••••') + ' before the path';
    case 'signed': {
      const { algorithm, signature } = injection;
      const name = signature.in === 'query' ? `?${signature.name}=` : `${signature.name}: `;
      return `${name}a signature (${algorithm.toUpperCase()}); the key itself is not sent`;
    }
    default: {
      const never: never = injection;
      throw new Error(String(never));
    }
  }
}
