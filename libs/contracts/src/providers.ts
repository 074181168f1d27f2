export interface ProviderView {
  id: string;
  title: string;
  kind: 'llm' | 'tool';
  docsUrl: string;
  /** Where its credential goes; empty when the tenant gives the base URL. */
  hosts: string[];
  needsBaseUrl: boolean;
  secretLabel: string;
  models: string[];
  category: string;
  /** What a person enters; `basic` is sealed as `first:second`, `custom` as a JSON object. */
  credential: {
    kind: 'apiKey' | 'bearer' | 'basic' | 'custom';
    fields: { name: string; label: string; secret: boolean; placeholder?: string }[];
  };
  /** Where its parts go in each call, to read: `x-api-key: ••••`. */
  keyPlaces: string[];
  /** An example, where the tenant gives the base URL. */
  baseUrlExample?: string;
  /** False where testing a key counts as a call of its plan. */
  testIsFree: boolean;
  /** True for a provider that the tenant described itself. */
  custom: boolean;
  /** Present where its credential may also be a connected account (OAuth 2). */
  oauth2?: {
    grants: ('authorization_code' | 'client_credentials')[];
    /** Offered to choose from; the first ones are chosen already. */
    scopes: string[];
    defaultScopes: string[];
  };
  /** Published limits. */
  rateLimits: { requests: number; seconds: number; note?: string }[];
  /** All that can be called at it; what is not here is refused. */
  operations: ProviderOperationView[];
}

export interface ProviderOperationView {
  id: string;
  title: string;
  description?: string;
  method: string;
  path: string;
  access: 'read' | 'write';
  safeToRetry: boolean;
  /** What a call may say; without it, whatever the provider's documentation says. */
  input?: OperationInput;
  /** What one call is counted in, and the list price of one unit in nano-units. */
  meter?: { name: string; priceNano: string };
}

/** A tenant's own provider, by form or from an OpenAPI file. */
export interface CustomProviderView {
  /** `own-…`: what grants and credentials name. */
  id: string;
  title: string;
  source: 'form' | 'openapi';
  baseUrl: string;
  docsUrl?: string;
  auth: CustomProviderAuth;
  operations: CustomOperation[];
  createdAt: string;
  updatedAt: string;
}

/** Where the secret goes in each call. */
export type CustomProviderAuth =
  | { type: 'bearer' }
  | { type: 'header'; name: string; prefix?: string }
  | { type: 'query'; name: string }
  | { type: 'basic' };

export interface CustomOperation {
  id: string;
  title: string;
  description?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/things/{id}`, relative to the base URL. */
  path: string;
  access: 'read' | 'write';
  safeToRetry: boolean;
  /** JSON Schemas of what a call may say; what is not described may still be sent. */
  input?: OperationInput;
}

export interface OperationInput {
  path?: Record<string, Record<string, unknown>>;
  query?: Record<string, Record<string, unknown>>;
  /** Names of the query parameters without which the call makes no sense. */
  requiredQuery?: string[];
  body?: Record<string, unknown>;
  bodyType?: 'json' | 'form';
}

/** What was read from an OpenAPI file, to choose from before it is stored. */
export interface OpenApiPreview {
  title: string;
  baseUrls: string[];
  auth?: CustomProviderAuth;
  operations: CustomOperation[];
  /** What could not be taken over, and why. */
  warnings: string[];
}
