import net from 'node:net';

/**
 * Whether a program could listen there now.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port of the system's choice */
function anyPort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * The preferred port where it is free, else any other one.
 * @param {number | undefined} preferred
 * @param {ReadonlySet<number>} [reserved] ports that are promised to somebody else
 */
export async function pickPort(preferred, reserved = new Set()) {
  if (preferred && !reserved.has(preferred) && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = await anyPort();
    if (!reserved.has(port)) return port;
  }
}
