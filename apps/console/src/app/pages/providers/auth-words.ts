import type { CustomProviderAuth } from '@renum/contracts';

/** Where the secret goes in each call, as one would read it in the call. */
export function authText(auth: CustomProviderAuth): string {
  switch (auth.type) {
    case 'bearer':
      return 'authorization: Bearer ••••';
    case 'header':
      return `${auth.name}: ${auth.prefix ?? ''}••••`;
    case 'query':
      return `?${auth.name}=••••`;
    case 'basic':
      return 'authorization: Basic ••••';
    default: {
      const never: never = auth;
      throw new Error(String(never));
    }
  }
}
