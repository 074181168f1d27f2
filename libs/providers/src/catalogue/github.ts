import type { ProviderManifestInput } from '../manifest';
import { body, choice, query, text, texts, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

const PAGE = { per_page: whole('At most 100 (30)', 1, 100), page: whole(undefined, 1) };
const SEARCH = query(
  {
    q: text('Words and qualifiers, e.g. "is:open repo:owner/name"'),
    sort: text(),
    order: choice(['asc', 'desc']),
    ...PAGE,
  },
  'q',
);

export const github: ProviderManifestInput = {
  id: 'github',
  title: 'GitHub',
  kind: 'tool',
  category: 'developer',
  docsUrl: 'https://docs.github.com/en/rest',
  secretLabel: 'Personal access token (github_pat_…)',
  baseUrl: 'https://api.github.com',
  hosts: ['api.github.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    tokenHosts: ['github.com'],
    grants: ['authorization_code'],
    scopes: ['repo', 'public_repo', 'read:user', 'user:email', 'read:org'],
    defaultScopes: ['repo', 'read:user'],
  },
  injections: [{ type: 'bearer' }],
  // GitHub refuses requests without a user agent.
  defaultHeaders: { 'user-agent': 'renum', 'x-github-api-version': '2022-11-28' },
  errors: { rateLimited: [403, 429] },
  rateLimits: [{ requests: 5000, seconds: 3600 }],
  operations: [
    read('user', 'Whose token this is', 'GET /user'),
    read('repos.get', 'Describe a repository', 'GET /repos/:owner/:repo'),
    read(
      'contents.root',
      'Read the top folder',
      'GET /repos/:owner/:repo/contents',
      query({ ref: text('Branch, tag or commit') }),
    ),
    read(
      'contents.get',
      'Read a file or folder',
      'GET /repos/:owner/:repo/contents/:path*',
      query({ ref: text('Branch, tag or commit') }),
    ),
    write(
      'contents.put',
      'Write a file',
      'PUT /repos/:owner/:repo/contents/:path*',
      body(
        {
          message: text('Of the commit'),
          content: text('The file in base64'),
          sha: text('Of the file that is replaced'),
          branch: text(),
        },
        'message',
        'content',
      ),
    ),
    read(
      'issues.list',
      'List issues',
      'GET /repos/:owner/:repo/issues',
      query({
        state: choice(['open', 'closed', 'all']),
        labels: text('With commas'),
        assignee: text(),
        sort: choice(['created', 'updated', 'comments']),
        direction: choice(['asc', 'desc']),
        since: text('ISO 8601'),
        ...PAGE,
      }),
    ),
    read('issues.get', 'Describe an issue', 'GET /repos/:owner/:repo/issues/:number'),
    write(
      'issues.create',
      'Open an issue',
      'POST /repos/:owner/:repo/issues',
      body({ title: text(), body: text('Markdown'), labels: texts(), assignees: texts() }, 'title'),
    ),
    write(
      'issues.update',
      'Change an issue',
      'PATCH /repos/:owner/:repo/issues/:number',
      body({
        title: text(),
        body: text('Markdown'),
        state: choice(['open', 'closed']),
        state_reason: choice(['completed', 'not_planned', 'reopened']),
        labels: texts(),
        assignees: texts(),
      }),
    ),
    write(
      'comments.create',
      'Comment',
      'POST /repos/:owner/:repo/issues/:number/comments',
      body({ body: text('Markdown') }, 'body'),
    ),
    read(
      'pulls.list',
      'List pull requests',
      'GET /repos/:owner/:repo/pulls',
      query({
        state: choice(['open', 'closed', 'all']),
        head: text('user:branch'),
        base: text(),
        sort: choice(['created', 'updated', 'popularity']),
        ...PAGE,
      }),
    ),
    read('pulls.get', 'Describe a pull request', 'GET /repos/:owner/:repo/pulls/:number'),
    write(
      'pulls.create',
      'Open a pull request',
      'POST /repos/:owner/:repo/pulls',
      body(
        {
          title: text(),
          head: text('Branch with the changes'),
          base: text('Branch to merge into'),
          body: text('Markdown'),
        },
        'title',
        'head',
        'base',
      ),
    ),
    read('search.code', 'Search code', 'GET /search/code', SEARCH),
    read('search.issues', 'Search issues', 'GET /search/issues', SEARCH),
    read('search.repositories', 'Search repositories', 'GET /search/repositories', SEARCH),
  ],
  test: { method: 'GET', path: '/user' },
  limits: TOOL_LIMITS,
};
