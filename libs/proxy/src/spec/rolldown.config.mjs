/** One file of our own sources that plain Node runs; npm packages stay outside. */
export default {
  external: (id) => !/^(?:\.|\/|\0|@renum\/|@oxc-project\/runtime)/.test(id),
  platform: 'node',
  output: { format: 'esm', codeSplitting: false },
};
