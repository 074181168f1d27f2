'use strict';
/**
 * What every Node project's Jest run shares. Start Jest by `node tools/run.cjs jest -c <config>`:
 * it adds the flag by which CommonJS tests can require the ESM-only Nest and MikroORM.
 */
const path = require('node:path');

const SWC = {
  sourceMaps: 'inline',
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'commonjs', ignoreDynamic: true },
};

/** Makes the Jest configuration of the project in `rootDir`. */
module.exports = function nodeProject(rootDir, overrides = {}) {
  const name = path.relative(__dirname, rootDir);
  return {
    rootDir,
    displayName: path.basename(rootDir),
    testEnvironment: 'node',
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
    transformIgnorePatterns: ['/node_modules/'],
    moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
    moduleNameMapper: { '^@renum/([^/]+)$': path.join(__dirname, 'libs/$1/src/index.ts') },
    // Integration specs start a real PostgreSQL, Redis or container.
    testTimeout: 60_000,
    maxWorkers: '50%',
    restoreMocks: true,
    coverageDirectory: path.join(__dirname, 'coverage', name),
    collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
    ...overrides,
  };
};
