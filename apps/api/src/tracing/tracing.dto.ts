import { z } from 'zod';

export const tracingBody = z
  .strictObject({
    enabled: z.boolean(),
    credentialId: z.uuid().optional().describe('A credential of the provider `langfuse`.'),
    captureContent: z
      .boolean()
      .default(false)
      .describe('Prompts and answers too; otherwise names and figures only.'),
    sampleRate: z.number().min(0).max(1).default(1).describe('Which part of the runs.'),
  })
  .refine(({ enabled, credentialId }) => !enabled || credentialId !== undefined, {
    path: ['credentialId'],
    message: 'is needed to switch it on',
  })
  .meta({
    examples: [
      {
        enabled: true,
        credentialId: '01a1fda5-f963-7196-8187-043089000040',
        captureContent: false,
        sampleRate: 1,
      },
    ],
  });
export type TracingBody = z.infer<typeof tracingBody>;
