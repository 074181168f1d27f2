import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

export const huggingface: ProviderManifestInput = {
  id: 'huggingface',
  title: 'Hugging Face Hub',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://huggingface.co/docs/hub/api',
  secretLabel: 'User access token (hf_…)',
  baseUrl: 'https://huggingface.co/api',
  hosts: ['huggingface.co'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    read('whoami', 'Whose token this is', 'GET /whoami-v2'),
    read('models.list', 'Search models', 'GET /models'),
    read('models.get', 'Describe a model', 'GET /models/:owner/:name'),
    read('datasets.list', 'Search datasets', 'GET /datasets'),
    read('datasets.get', 'Describe a dataset', 'GET /datasets/:owner/:name'),
  ],
  test: { method: 'GET', path: '/whoami-v2' },
  limits: TOOL_LIMITS,
};
