import { z } from 'zod';

const name = z.string().trim().min(1).max(200);

const settings = {
  headers: z
    .record(z.string().max(64), z.string().max(1_000))
    .optional()
    .describe('Sent with every message; nothing secret.'),
  secretHeader: z
    .string()
    .max(64)
    .optional()
    .describe('Where the secret goes, if not into `authorization: Bearer …`.'),
  callPriceNano: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('What one tool call costs, in nano-units of the currency.'),
};

export const createConnectionBody = z
  .strictObject({
    kind: z.literal('mcp').describe('Accounts at Composio and Pipedream are linked instead.'),
    name,
    url: z.string().min(1).max(2_000).describe('The endpoint of the MCP server.'),
    transport: z
      .enum(['http', 'sse'])
      .default('http')
      .describe('`sse` for servers of the older transport.'),
    credentialId: z
      .uuid()
      .optional()
      .describe('A credential of the provider `mcp`, whose base URL is this server’s.'),
    ...settings,
  })
  .meta({
    examples: [{ kind: 'mcp', name: 'Tickets', url: 'https://mcp.example.com/mcp' }],
  });
export type CreateConnectionBody = z.infer<typeof createConnectionBody>;

export const updateConnectionBody = z
  .strictObject({
    name: name.optional(),
    credentialId: z.uuid().nullable().optional(),
    ...settings,
  })
  .meta({ examples: [{ name: 'Tickets of the team' }] });
export type UpdateConnectionBody = z.infer<typeof updateConnectionBody>;

export const approveConnectionBody = z
  .strictObject({
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('The `offeredHash` of the tools that were shown.'),
  })
  .meta({ examples: [{ hash: 'f'.repeat(64) }] });
export type ApproveConnectionBody = z.infer<typeof approveConnectionBody>;

const kind = z.enum(['composio', 'pipedream']);

export const appsQuery = z.object({
  kind,
  search: z.string().trim().max(200).default(''),
  credentialId: z.uuid().optional(),
});
export type AppsQuery = z.infer<typeof appsQuery>;

export const linkBody = z
  .strictObject({
    kind,
    app: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,100}$/)
      .describe('An `app` of `GET /v1/connections/apps`.'),
    name,
    credentialId: z.uuid().optional(),
  })
  .meta({ examples: [{ kind: 'composio', app: 'github', name: 'GitHub of the team' }] });
export type LinkBody = z.infer<typeof linkBody>;
