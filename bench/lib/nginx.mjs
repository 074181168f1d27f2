import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aptInstall } from '../../tools/apt.mjs';
import { exists } from '../../tools/command.mjs';
import { startOn } from './processes.mjs';

/** An answer of a search API, as large as they usually are. */
const RESULT = {
  title: 'Row level security',
  url: 'https://example.com/rls',
  content: 'Policies decide which rows a role may see or change. '.repeat(6),
  score: 0.98,
};
const ANSWER = JSON.stringify({ results: [RESULT, RESULT, RESULT, RESULT], usage: { credits: 1 } });

export async function ensureNginx() {
  if (!(await exists('nginx'))) await aptInstall(['nginx-light']);
}

/** @param {string} folder @param {string} http */
const config = (folder, http) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ${http}
}`;

/** @param {number} core @param {string} folder @param {string} http */
function start(core, folder, http) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, config(folder, http));
  return startOn(core, 'nginx', ['-p', folder, '-c', file]);
}

const PROXIED = `
    proxy_http_version 1.1;
    proxy_set_header Connection "";`;
const keepAlive = (/** @type {number} */ port) =>
  `server 127.0.0.1:${port}; keepalive 256; keepalive_requests 1000000000;`;

/**
 * The provider: answers searches itself, and hands completions to the process that streams them.
 * @param {number} core
 * @param {string} folder
 * @param {{port: number, streams: number}} ports
 */
export const startUpstream = (core, folder, { port, streams }) =>
  start(
    core,
    folder,
    `upstream streams { ${keepAlive(streams)} }
    server {
      listen 127.0.0.1:${port};
      default_type application/json;
      location / { return 200 '${ANSWER}'; }
      location /openai { ${PROXIED} proxy_pass http://streams; proxy_buffering off; }
    }`,
  );

/**
 * nginx as the proxy beside ours: it adds one header, and knows nothing else.
 * @param {number} core
 * @param {string} folder
 * @param {{port: number, upstream: number}} ports
 */
export const startPeer = (core, folder, { port, upstream }) =>
  start(
    core,
    folder,
    `upstream provider { ${keepAlive(upstream)} }
    ${PROXIED}
    proxy_set_header Authorization "Bearer secret";
    server {
      listen 127.0.0.1:${port};
      location / { proxy_pass http://provider; }
      location /openai { proxy_pass http://provider; proxy_buffering off; }
    }`,
  );
