import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { bundle, nodeBinary, ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';

/** The sign-ins of the demo; their passwords are made at the first start. */
export const SIGN_INS = /** @type {const} */ ([
  { role: 'owner', email: 'owner@demo.renum.local', secret: 'demoOwner' },
  { role: 'operator', email: 'operator@renum.local', secret: 'operator' },
]);

/** @param {import('./state.mjs').State} state */
export function signIns(state) {
  return SIGN_INS.map(({ role, email, secret }) => ({
    role,
    email,
    password: state.passwords[secret] ?? '',
  }));
}

/**
 * The folders that the worker fills. Through the workspaces others may pass, not look around; to
 * the doors nobody else comes at all: whoever reaches a socket speaks as its sandbox.
 * @param {import('./paths.mjs').Layout} paths
 */
export function ensureFolders(paths) {
  const modes = /** @type {const} */ ([
    [paths.workspaces, 0o711],
    [paths.doors, 0o700],
  ]);
  for (const [folder, mode] of modes) {
    mkdirSync(folder, { recursive: true, mode });
    const { uid } = lstatSync(folder);
    // The doors lie in a folder that everybody may write to: one laid there before us is a trap.
    if (process.getuid && uid !== process.getuid()) {
      throw new Problem(`${folder} belongs to another user. Remove it and start again.`);
    }
    chmodSync(folder, mode);
  }
}

/**
 * @typedef {object} Wiring
 * @property {import('./paths.mjs').Layout} paths
 * @property {import('./state.mjs').State} state
 * @property {{ownerUrl: string, appUrl: string, platformUrl: string}} database
 * @property {string} redisUrl
 * @property {string} rootKeyFile
 * @property {string} sandboxImage
 * @property {string} host
 * @property {{control: number, data: number, standin: number}} ports
 * @property {number[]} closedPorts Renum's own, which no agent's request may reach
 */

/** What the caller's environment may not hand down: the children get what they need and no more. */
const PRIVATE = [/^DATABASE_/, /^npm_/, /^REDIS_URL$/, /^BASE_IMAGE$/, /^INIT_CWD$/];

function inherited() {
  const kept = Object.entries(process.env).filter(([name]) => !PRIVATE.some((p) => p.test(name)));
  return Object.fromEntries(kept);
}

/**
 * The environment of api and worker.
 * @param {Wiring} wiring
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment({ paths, state, ports, ...wiring }) {
  const defaults = {
    PUBLIC_URL: `http://localhost:${ports.control}`,
    EGRESS_PRIVATE_HOSTS: '127.0.0.1,localhost,[::1]',
    PLANES: 'control,data',
    DEMO: 'true',
  };
  return {
    NODE_ENV: 'production',
    ...defaults,
    ...inherited(),
    RENUM_HOME: paths.home,
    HOST: wiring.host,
    PORT: String(ports.control),
    DATA_PORT: String(ports.data),
    DATA_PLANE_URL: `http://127.0.0.1:${ports.data}`,
    DATA_PLANE_KEY: state.dataPlaneKey,
    STANDIN_URL: `http://127.0.0.1:${ports.standin}`,
    DATABASE_URL: wiring.database.appUrl,
    DATABASE_PLATFORM_URL: wiring.database.platformUrl,
    REDIS_URL: wiring.redisUrl,
    ROOT_KEY_FILE: wiring.rootKeyFile,
    EGRESS_DENY_PORTS: wiring.closedPorts.join(','),
    INSTALLATION_ID: state.installationId,
    SANDBOX_IMAGE: wiring.sandboxImage,
    DOORS_DIR: paths.doors,
    WORKSPACES_DIR: paths.workspaces,
    CONSOLE_DIR: bundle('console', ''),
  };
}

/**
 * The environment of migrate and seed, which alone act as the owner of the database.
 * @param {Wiring} wiring
 * @returns {NodeJS.ProcessEnv}
 */
export function ownerEnvironment(wiring) {
  const { passwords } = wiring.state;
  return {
    ...appEnvironment(wiring),
    DATABASE_OWNER_URL: wiring.database.ownerUrl,
    DEMO_OWNER_EMAIL: SIGN_INS[0].email,
    DEMO_OWNER_PASSWORD: passwords.demoOwner,
    OPERATOR_EMAIL: SIGN_INS[1].email,
    OPERATOR_PASSWORD: passwords.operator,
  };
}

/**
 * How to run one of our apps.
 * @param {string} app
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./supervisor.mjs').ChildSpec}
 */
export function appSpec(app, env) {
  const instrument = bundle(app, 'instrument.mjs');
  // Tracing must be in place before the first module that it wraps is loaded.
  const before = existsSync(instrument) ? ['--import', instrument] : [];
  const args = ['--enable-source-maps', ...before, bundle(app)];
  return { name: app, program: nodeBinary(), args, env, cwd: ROOT, output: 'filtered' };
}
