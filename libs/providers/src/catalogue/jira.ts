import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const jira: ProviderManifestInput = {
  id: 'jira',
  title: 'Jira Cloud',
  kind: 'tool',
  category: 'developer',
  docsUrl: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/',
  secretLabel: 'Email and API token, as email:token',
  hosts: [],
  needsBaseUrl: true,
  injections: [{ type: 'basic', username: 'email', password: 'apiToken' }],
  baseUrlExample: 'https://your-site.atlassian.net',
  credential: {
    kind: 'basic',
    fields: [
      { name: 'email', label: 'Email', secret: false },
      { name: 'apiToken', label: 'API token' },
    ],
  },
  errors: { messageAt: [['errorMessages', '0'], ['message']] },
  operations: [
    read('myself', 'Whose token this is', 'GET /rest/api/3/myself'),
    read('projects.search', 'List projects', 'GET /rest/api/3/project/search'),
    read('issues.search', 'Search issues', 'GET /rest/api/3/search/jql'),
    read('issues.get', 'Describe an issue', 'GET /rest/api/3/issue/:key'),
    write('issues.create', 'Create an issue', 'POST /rest/api/3/issue'),
    write('issues.update', 'Change an issue', 'PUT /rest/api/3/issue/:key'),
    write('comments.create', 'Comment', 'POST /rest/api/3/issue/:key/comment'),
    write('issues.transition', 'Move an issue', 'POST /rest/api/3/issue/:key/transitions'),
  ],
  test: { method: 'GET', path: '/rest/api/3/myself' },
  limits: TOOL_LIMITS,
};
