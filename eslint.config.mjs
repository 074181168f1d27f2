/**
 * Type-aware lint and the walls of the house (docs/ARCHITECTURE.md has the picture).
 *
 * A later block replaces the options of a rule whole, so the bans are kept as lists and each area
 * states the full list that holds there.
 */
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

const SPECS = ['**/*.spec.ts', 'apps/*-e2e/**/*.ts', 'libs/testing/**/*.ts'];
const UPPER = ['proxy', 'llm', 'orchestrator'];
const LOWER = [
  'identity',
  'tenants',
  'vault',
  'providers',
  'connections',
  'approvals',
  'billing',
  'webhooks',
  'tracing',
  'audit',
];
const DOMAINS = [...LOWER, ...UPPER].map((name) => `libs/${name}/**/*.ts`);

// ---- Who may import whom -------------------------------------------------------------------

const BASE = ['type:platform', 'type:contract'];
const STORES = ['scope:database', 'scope:queues'];

/** Each line narrows: an import must satisfy every line whose source tag its project carries. */
const layers = (tests) => {
  const only = (sourceTag, ...tags) => ({
    sourceTag,
    onlyDependOnLibsWithTags: tests ? [...tags, 'type:test'] : tags,
  });
  return [
    only('type:contract'),
    only('type:platform', 'type:contract'),
    // The outbox in `queues` is a table; no other infra lib may lean on a sibling.
    only('type:infra', 'scope:database', ...BASE),
    only('scope:database', ...BASE),
    only('scope:sandbox', ...BASE),
    only('type:domain', 'type:domain', ...STORES, ...BASE),
    // News travels upward as events, never as a call from a lower room.
    only('floor:lower', 'floor:lower', ...STORES, ...BASE),
    only('type:ui', 'type:contract'),
    only('type:app', 'type:domain', 'type:infra', 'type:ui', ...BASE),
    // Only the worker drives containers.
    only('scope:api', 'type:domain', ...STORES, ...BASE),
    only('scope:standin', ...BASE),
    // What runs beside a tenant's code, or in a browser, must not drag the platform along.
    only('scope:suna', 'scope:contracts'),
    only('scope:console', 'scope:contracts', 'type:ui'),
    { sourceTag: 'type:test', onlyDependOnLibsWithTags: ['*'] },
  ];
};

const boundaries = (tests) => [
  'error',
  {
    depConstraints: layers(tests),
    enforceBuildableLibDependency: false,
    // Specs use the harness and the harness uses the libs; the import rules above still forbid
    // that edge outside specs, and `npm run lint:circles` looks at single files.
    ignoredCircularDependencies: [['testing', '*']],
    checkDynamicDependenciesExceptions: [],
  },
];

// ---- What no file may import or say --------------------------------------------------------

const forwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'A circle between modules is a missing room or an event; untangle it.',
};
const dockerode = {
  name: 'dockerode',
  message: 'Containers are driven through the port of @renum/sandbox.',
};
const HTTP = [
  'express',
  'express/*',
  'fastify',
  'fastify/*',
  '@nestjs/swagger',
  '@nestjs/swagger/*',
];
const http = {
  group: [...HTTP, '@nestjs/platform-*', '@nestjs/platform-*/*'],
  message: 'HTTP belongs to the app (the door); a domain lib is the room behind it.',
};

const processEnv = [
  ':matches(MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"])',
].join(', ');
const noEnvironment = {
  selector: processEnv,
  message: 'The environment is read once, in src/env.ts of an app; take a config slice instead.',
};
const noRawConnection = {
  selector: 'MemberExpression[property.name=/^(getConnection|getDriver|getKysely|getKnex)$/]',
  message: 'Raw connections skip the tenant session (T4); use TenantDatabase or PlatformDatabase.',
};
const drivers = [
  ...['pg', 'kysely', 'knex', '@mikro-orm/sql'].map((name) => ({ name })),
  ...['core', 'postgresql'].map((part) => ({
    name: `@mikro-orm/${part}`,
    importNames: ['MikroORM'],
  })),
].map((path) => ({ ...path, message: noRawConnection.message }));
const noDynamicDocker = {
  selector: 'ImportExpression[source.value="dockerode"]',
  message: dockerode.message,
};
const syntax = (...bans) => ['error', ...bans];

// ---- Rules ---------------------------------------------------------------------------------

const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
  ],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    { allowNumber: true, allowBoolean: true },
  ],
  // A Nest module or an Angular shell is a class for its decorator alone.
  '@typescript-eslint/no-extraneous-class': 'off',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'no-console': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};

const nodeGlobals = Object.fromEntries(
  `AbortController AbortSignal Buffer Blob FormData Headers ReadableStream Request Response
   TextDecoder TextEncoder TransformStream URL URLSearchParams WritableStream __dirname
   __filename clearImmediate clearInterval clearTimeout console crypto exports fetch global
   module performance process queueMicrotask require setImmediate setInterval setTimeout
   structuredClone`
    .trim()
    .split(/\s+/)
    .map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['**/node_modules', 'dist', 'coverage', 'tmp', '.nx', '.angular', '.renum']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // Scripts and configuration.
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-empty': ['error', { allowEmptyCatch: false }] },
  },

  // All TypeScript.
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...ts.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...typed,
      '@nx/enforce-module-boundaries': boundaries(false),
      'no-restricted-imports': ['error', { paths: [forwardRef, dockerode, ...drivers] }],
      'no-restricted-syntax': syntax(noEnvironment, noRawConnection, noDynamicDocker),
    },
  },
  {
    files: DOMAINS,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [forwardRef, dockerode, ...drivers], patterns: [http] },
      ],
    },
  },

  // The places where a ban does not hold, each for its reason.
  {
    files: ['libs/sandbox/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [forwardRef, ...drivers] }],
      'no-restricted-syntax': syntax(noEnvironment, noRawConnection),
    },
  },
  {
    files: ['libs/database/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [forwardRef, dockerode] }],
      'no-restricted-syntax': syntax(noEnvironment, noDynamicDocker),
    },
  },
  {
    // They look at containers from outside, as an operator would.
    files: ['apps/*-e2e/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [forwardRef] }] },
  },
  {
    files: ['apps/*/src/env.ts', 'apps/*-e2e/**/*.ts', 'libs/testing/**/*.ts'],
    rules: { 'no-restricted-syntax': syntax(noRawConnection, noDynamicDocker) },
  },
  {
    files: SPECS,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(true),
      // `expect(service.method)` hands a method to a matcher, not to a caller.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      // Jest's asymmetric matchers (`expect.any`, `expect.objectContaining`) are typed `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },

  // Without Nest's logger around, standard error is the log.
  {
    files: ['apps/{console,suna,standin}/**/*.ts'],
    rules: { 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },

  // Console.
  {
    files: ['apps/console/**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': [
        'error',
        { type: 'element', prefix: 'rn', style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'rn', style: 'camelCase' },
      ],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      // `Validators.required` and its like are static functions that are made to be handed around.
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: ['apps/console/**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
    rules: { '@angular-eslint/template/prefer-control-flow': 'error' },
  },
  prettier,
);
