import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const trello: ProviderManifestInput = {
  id: 'trello',
  title: 'Trello',
  kind: 'tool',
  category: 'productivity',
  docsUrl: 'https://developer.atlassian.com/cloud/trello/rest/',
  secretLabel: 'API key and token',
  baseUrl: 'https://api.trello.com/1',
  hosts: ['api.trello.com'],
  needsBaseUrl: false,
  injections: [
    { type: 'query', name: 'key', field: 'apiKey' },
    { type: 'query', name: 'token', field: 'token' },
  ],
  credential: {
    kind: 'custom',
    fields: [
      { name: 'apiKey', label: 'API key' },
      { name: 'token', label: 'Token' },
    ],
  },
  rateLimits: [{ requests: 100, seconds: 10, note: 'per token' }],
  operations: [
    read('members.me', 'Whose token this is', 'GET /members/me'),
    read('boards.list', 'List boards', 'GET /members/me/boards'),
    read('boards.lists', 'Lists of a board', 'GET /boards/:board/lists'),
    read('boards.cards', 'Cards of a board', 'GET /boards/:board/cards'),
    read('cards.get', 'Describe a card', 'GET /cards/:card'),
    write('cards.create', 'Create a card', 'POST /cards'),
    write('cards.update', 'Change a card', 'PUT /cards/:card'),
    write('comments.create', 'Comment', 'POST /cards/:card/actions/comments'),
  ],
  test: { method: 'GET', path: '/members/me' },
  limits: TOOL_LIMITS,
};
