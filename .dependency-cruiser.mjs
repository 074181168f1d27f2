/**
 * File-level circles. ESLint's boundary rule sees circles between projects; inside one, and along
 * the detour through the test harness, only single files tell.
 */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one thought in two places, or a missing third.',
      severity: 'error',
      from: {},
      // A type-only import vanishes at run time, so it cannot leave a class undefined.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
  },
};
