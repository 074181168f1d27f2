import type { ProviderManifestInput } from '../manifest';
import { body, free, text, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

export const daytona: ProviderManifestInput = {
  id: 'daytona',
  title: 'Daytona',
  kind: 'tool',
  category: 'sandboxes',
  docsUrl: 'https://www.daytona.io/docs/en/tools/api',
  secretLabel: 'API key (dtn_…)',
  baseUrl: 'https://app.daytona.io/api',
  hosts: ['app.daytona.io'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    write(
      'sandboxes.create',
      'Create a sandbox',
      'POST /sandbox',
      body({
        snapshot: text('Name of a snapshot'),
        name: text(),
        env: free('Texts by name'),
        labels: free('Texts by name'),
        cpu: whole(),
        memory: whole('GB'),
        disk: whole('GB'),
        autoStopInterval: whole('Minutes without use; 0 never', 0),
      }),
    ),
    read('sandboxes.list', 'List sandboxes', 'GET /sandbox'),
    read('sandboxes.get', 'Describe a sandbox', 'GET /sandbox/:id'),
    write('sandboxes.delete', 'Delete a sandbox', 'DELETE /sandbox/:id', { safeToRetry: true }),
    write('sandboxes.start', 'Start a sandbox', 'POST /sandbox/:id/start'),
    write('sandboxes.stop', 'Stop a sandbox', 'POST /sandbox/:id/stop'),
    read('snapshots.list', 'List snapshots', 'GET /snapshots'),
  ],
  test: { method: 'GET', path: '/sandbox' },
  limits: TOOL_LIMITS,
};
