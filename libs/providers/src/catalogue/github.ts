import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

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
  injections: [{ type: 'bearer' }],
  // GitHub refuses requests without a user agent.
  defaultHeaders: { 'user-agent': 'renum', 'x-github-api-version': '2022-11-28' },
  errors: { rateLimited: [403, 429] },
  rateLimits: [{ requests: 5000, seconds: 3600 }],
  operations: [
    read('user', 'Whose token this is', 'GET /user'),
    read('repos.get', 'Describe a repository', 'GET /repos/:owner/:repo'),
    read('contents.root', 'Read the top folder', 'GET /repos/:owner/:repo/contents'),
    read('contents.get', 'Read a file or folder', 'GET /repos/:owner/:repo/contents/:path*'),
    write('contents.put', 'Write a file', 'PUT /repos/:owner/:repo/contents/:path*'),
    read('issues.list', 'List issues', 'GET /repos/:owner/:repo/issues'),
    read('issues.get', 'Describe an issue', 'GET /repos/:owner/:repo/issues/:number'),
    write('issues.create', 'Open an issue', 'POST /repos/:owner/:repo/issues'),
    write('issues.update', 'Change an issue', 'PATCH /repos/:owner/:repo/issues/:number'),
    write('comments.create', 'Comment', 'POST /repos/:owner/:repo/issues/:number/comments'),
    read('pulls.list', 'List pull requests', 'GET /repos/:owner/:repo/pulls'),
    read('pulls.get', 'Describe a pull request', 'GET /repos/:owner/:repo/pulls/:number'),
    write('pulls.create', 'Open a pull request', 'POST /repos/:owner/:repo/pulls'),
    read('search.code', 'Search code', 'GET /search/code'),
    read('search.issues', 'Search issues', 'GET /search/issues'),
    read('search.repositories', 'Search repositories', 'GET /search/repositories'),
  ],
  test: { method: 'GET', path: '/user' },
  limits: TOOL_LIMITS,
};
