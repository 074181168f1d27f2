import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const gitlab: ProviderManifestInput = {
  id: 'gitlab',
  title: 'GitLab',
  kind: 'tool',
  category: 'developer',
  docsUrl: 'https://docs.gitlab.com/api/rest/',
  secretLabel: 'Personal access token (glpat-…)',
  baseUrl: 'https://gitlab.com/api/v4',
  hosts: ['gitlab.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://gitlab.com/oauth/authorize',
    tokenUrl: 'https://gitlab.com/oauth/token',
    tokenHosts: ['gitlab.com'],
    grants: ['authorization_code'],
    scopes: ['api', 'read_api', 'read_user', 'read_repository', 'write_repository'],
    defaultScopes: ['read_api'],
    injections: [{ type: 'bearer' }],
  },
  injections: [{ type: 'header', name: 'private-token' }],
  dropQuery: ['private_token', 'access_token', 'job_token'],
  operations: [
    read('user', 'Whose token this is', 'GET /user'),
    read('projects.list', 'List projects', 'GET /projects'),
    read('projects.get', 'Describe a project', 'GET /projects/:project'),
    read('issues.list', 'List issues', 'GET /projects/:project/issues'),
    write('issues.create', 'Open an issue', 'POST /projects/:project/issues'),
    read('merge_requests.list', 'List merge requests', 'GET /projects/:project/merge_requests'),
  ],
  test: { method: 'GET', path: '/user' },
  limits: TOOL_LIMITS,
};
