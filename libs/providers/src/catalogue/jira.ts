import type { ProviderManifestInput } from '../manifest';
import { body, free, object, query, text, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

/** Atlassian's document format. */
const DOCUMENT = free(
  '{"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "…"}]}]}',
);

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
    read(
      'projects.search',
      'List projects',
      'GET /rest/api/3/project/search',
      query({
        query: text('Words'),
        startAt: whole(undefined, 0),
        maxResults: whole(undefined, 1, 50),
      }),
    ),
    read(
      'issues.search',
      'Search issues',
      'GET /rest/api/3/search/jql',
      query(
        {
          jql: text('e.g. project = ABC AND status != Done ORDER BY updated DESC'),
          fields: text('With commas, e.g. summary,status,assignee'),
          maxResults: whole(undefined, 1, 100),
          nextPageToken: text(),
        },
        'jql',
      ),
    ),
    read(
      'issues.get',
      'Describe an issue',
      'GET /rest/api/3/issue/:key',
      query({ fields: text('With commas') }),
    ),
    write(
      'issues.create',
      'Create an issue',
      'POST /rest/api/3/issue',
      body(
        {
          fields: object(
            {
              project: object({ key: text() }),
              issuetype: object({ name: text('Task, Bug, Story …') }),
              summary: text(),
              description: DOCUMENT,
            },
            'project',
            'issuetype',
            'summary',
          ),
        },
        'fields',
      ),
    ),
    write(
      'issues.update',
      'Change an issue',
      'PUT /rest/api/3/issue/:key',
      body({ fields: free('Those to change'), update: free('Operations by field') }),
    ),
    write(
      'comments.create',
      'Comment',
      'POST /rest/api/3/issue/:key/comment',
      body({ body: DOCUMENT }, 'body'),
    ),
    write(
      'issues.transition',
      'Move an issue',
      'POST /rest/api/3/issue/:key/transitions',
      body({ transition: object({ id: text() }, 'id') }, 'transition'),
    ),
  ],
  test: { method: 'GET', path: '/rest/api/3/myself' },
  limits: TOOL_LIMITS,
};
