import { Injectable } from '@nestjs/common';
import { PlatformDatabase, TenantDatabase } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { RootKeyring } from '../root-keyring';
import { OauthFlowEntity, type OauthFlow } from '../vault.entities';
import {
  flowAad,
  FLOW_MS,
  hashOf,
  isTokenOf,
  newToken,
  type FlowRequest,
  type FlowSecrets,
} from './oauth2-flow';
import { ConnectFailed } from './oauth2-errors';

/** Nobody connects so many accounts at once; a script that starts flows must stop somewhere. */
const MAX_OPEN = 100;

export interface BegunFlow {
  /** Goes to the provider and comes back with the answer. */
  state: string;
  /** Stays in the browser. */
  browserToken: string;
  verifier: string;
  expiresAt: Date;
}

export type TakenFlow = Pick<OauthFlow, 'tenantId' | 'userId' | 'request'> & FlowSecrets;

/**
 * Accounts that are being connected. A flow is found by its state alone, since the browser comes
 * back from the provider without an access token; so the browser must show the token as well that
 * it was given at the start. Whoever has only the address of the answer, or was led to it, has not.
 */
@Injectable()
export class Oauth2Flows {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly root: RootKeyring,
  ) {}

  async begin(userId: string, request: FlowRequest, clientSecret?: string): Promise<BegunFlow> {
    const { tenantId } = tenantContext.current();
    const id = newId();
    const [state, browserToken, verifier] = [newToken(), newToken(), newToken()];
    const secrets: FlowSecrets = {
      verifier,
      browserHash: hashOf(browserToken).toString('base64url'),
      ...(clientSecret !== undefined && { clientSecret }),
    };
    const now = new Date();
    const expiresAt = new Date(now.getTime() + FLOW_MS);
    const sealed = this.root.seal(Buffer.from(JSON.stringify(secrets)), flowAad(tenantId, id));
    await this.tenants.transaction(async (em) => {
      await em.nativeDelete(OauthFlowEntity, { expiresAt: { $lte: now } });
      if ((await em.count(OauthFlowEntity, {})) >= MAX_OPEN)
        throw new DomainError('too_many_requests', 'Too many accounts are being connected.');
      await em.insert(OauthFlowEntity, {
        id,
        tenantId,
        userId,
        stateHash: hashOf(state),
        sealed,
        request,
        createdAt: now,
        expiresAt,
      });
    });
    return { state, browserToken, verifier, expiresAt };
  }

  /**
   * The flow of a state, once: the row is gone before the code is used.
   * @throws ConnectFailed `expired`, `other_browser`
   */
  async take(state: string, browserToken: string | undefined): Promise<TakenFlow> {
    const stateHash = hashOf(state);
    const flow = await this.platform.transaction((em) =>
      em.findOne(OauthFlowEntity, { stateHash }),
    );
    if (!flow || flow.expiresAt.getTime() <= Date.now()) throw new ConnectFailed('expired');
    const { id, tenantId, userId, request, sealed } = flow;
    const secrets = JSON.parse(
      this.root.open(sealed, flowAad(tenantId, id)).toString(),
    ) as FlowSecrets;
    if (!isTokenOf(secrets.browserHash, browserToken)) throw new ConnectFailed('other_browser');
    const taken = await this.platform.transaction((em) => em.nativeDelete(OauthFlowEntity, { id }));
    // Two answers with one state: the faster one has it.
    if (taken !== 1) throw new ConnectFailed('expired');
    return { tenantId, userId, request, ...secrets };
  }
}
