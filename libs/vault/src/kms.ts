import { messageOf } from '@renum/platform';
import type {
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  KMSClientConfig,
} from '@aws-sdk/client-kms';
import type { VaultConfig } from './vault.config';
import { RootKeyError } from './vault.errors';

/** A key service, which wraps root keys and opens them again. */
export interface KeyService {
  unwrap(wrapped: Uint8Array): Promise<Buffer>;
  wrap(plain: Uint8Array): Promise<Buffer>;
}

/** Bound into each wrapped key: KMS opens it for nothing else, and its log says what it was for. */
export const KMS_CONTEXT = { renum: 'root-key' };

const TIMEOUT_MS = 5_000;

type KmsConfig = Pick<VaultConfig, 'KMS_KEY_ID' | 'KMS_REGION' | 'KMS_ENDPOINT'>;

/** AWS KMS. Who calls is found as the AWS SDK finds it: by role, profile or environment. */
export function kmsOf(config: KmsConfig, more: KMSClientConfig = {}): KeyService {
  const { KMS_KEY_ID } = config;
  let connected: Promise<Connected> | undefined;
  const connect = (): Promise<Connected> => {
    connected ??= load(config, more);
    return connected;
  };
  return {
    async unwrap(wrapped) {
      const { client, sdk } = await connect();
      const command = new sdk.DecryptCommand({
        CiphertextBlob: wrapped,
        EncryptionContext: KMS_CONTEXT,
        ...(KMS_KEY_ID !== undefined && { KeyId: KMS_KEY_ID }),
      });
      const { Plaintext } = await client.send(command).catch((cause: unknown) => {
        throw refused('open', 'kms:Decrypt', cause);
      });
      return Buffer.from(Plaintext ?? []);
    },
    async wrap(plain) {
      if (KMS_KEY_ID === undefined)
        throw new RootKeyError('Set KMS_KEY_ID: a new root key must be wrapped by some KMS key.');
      const { client, sdk } = await connect();
      const command = new sdk.EncryptCommand({
        KeyId: KMS_KEY_ID,
        Plaintext: plain,
        EncryptionContext: KMS_CONTEXT,
      });
      const { CiphertextBlob } = await client.send(command).catch((cause: unknown) => {
        throw refused('wrap', 'kms:Encrypt', cause);
      });
      return Buffer.from(CiphertextBlob ?? []);
    },
  };
}

interface Connected {
  client: KMSClient;
  sdk: { DecryptCommand: typeof DecryptCommand; EncryptCommand: typeof EncryptCommand };
}

/** Only here: who has no KMS does not pay for its SDK. */
async function load(
  { KMS_REGION: region, KMS_ENDPOINT: endpoint }: KmsConfig,
  more: KMSClientConfig,
): Promise<Connected> {
  const sdk = await import('@aws-sdk/client-kms');
  const client = new sdk.KMSClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: TIMEOUT_MS,
      requestTimeout: TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    ...more,
  });
  return { client, sdk };
}

function refused(doing: string, right: string, cause: unknown): RootKeyError {
  const name = cause instanceof Error ? cause.name : 'error';
  const context = Object.entries(KMS_CONTEXT).map((pair) => pair.join('='));
  return new RootKeyError(
    `AWS KMS did not ${doing} the root key (${name}: ${messageOf(cause)}). ${adviceOf(name, right, context.join())}`,
    { cause },
  );
}

function adviceOf(name: string, right: string, context: string): string {
  switch (name) {
    case 'AccessDeniedException':
      return `Give this process ${right} on the KMS key, for the encryption context ${context}.`;
    case 'InvalidCiphertextException':
    case 'IncorrectKeyException':
      return `Put back what was wrapped by this KMS key, with the encryption context ${context}.`;
    case 'DisabledException':
    case 'KMSInvalidStateException':
    case 'NotFoundException':
      return 'Enable the KMS key again, or cancel its deletion: without it all secrets are lost.';
    default:
      return 'Check KMS_REGION, KMS_ENDPOINT, the network and the AWS credentials of this process.';
  }
}
