import path from 'node:path';
import { nodeApp } from '../../../../rolldown.base.mjs';

const { output, ...app } = nodeApp('api', ['main']);

/** The api as it is shipped, beside the build that others may be making; says where by `--dir`. */
export default {
  ...app,
  output: { ...output, dir: path.resolve(process.env.OUT_DIR ?? ''), sourcemap: false },
};
