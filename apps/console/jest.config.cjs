'use strict';
const path = require('node:path');
const presets = require('jest-preset-angular/presets');

const root = path.resolve(__dirname, '../..');
const preset = presets.createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' });
const [transformer] = Object.values(preset.transform);

module.exports = {
  ...preset,
  rootDir: __dirname,
  displayName: 'console',
  // jsdom from npm's newest major; the one inside jest-environment-jsdom is older.
  testEnvironment: 'jest-preset-angular/environments/jest-jsdom-env.js',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
  // Own files only: Angular's packages are ESM already and Jest requires them as they are.
  transform: { '^.+\\.(ts|html|svg)$': transformer },
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: { '^@renum/([^/]+)$': path.join(root, 'libs/$1/src/index.ts') },
  // Templates are compiled when they are first used, on machines that do more at the same time.
  testTimeout: 20_000,
  restoreMocks: true,
  maxWorkers: '50%',
  coverageDirectory: path.join(root, 'coverage/apps/console'),
};
