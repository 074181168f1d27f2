import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { MeView, SignInView } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import {
  AccessTokens,
  IdentityService,
  SessionsService,
  UsersService,
  type IssuedSession,
} from '@renum/identity';
import { DomainError, tenantContext } from '@renum/platform';
import { MembershipsService, type Membership, type Principal } from '@renum/tenants';
import type { SignInBody } from './auth.dto';

/** What a sign-in or a refresh gives: the answer, and the token that goes into the cookie. */
export interface SignedIn {
  view: SignInView;
  session: IssuedSession;
}

/** Joins identity (who) with tenants (where, as what). */
@Injectable()
export class AuthService {
  constructor(
    private readonly identity: IdentityService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly memberships: MembershipsService,
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  async signIn(credentials: SignInBody, userAgent: string): Promise<SignedIn> {
    const user = await this.identity.authenticate(credentials.email, credentials.password);
    return this.begin(user.id, credentials.tenantId, userAgent);
  }

  /** Opens a session for somebody who has proved who they are. */
  async begin(userId: string, wanted: string | undefined, userAgent: string): Promise<SignedIn> {
    const memberships = await this.memberships.of(userId);
    const place = memberships.find(({ tenantId }) => tenantId === wanted) ?? home(memberships);
    const session = await this.sessions.open({ userId, tenantId: place?.tenantId, userAgent });
    if (place) await this.recordSignIn(userId, place.tenantId, session.familyId);
    return { view: await this.token(userId, session.familyId, place), session };
  }

  async refresh(token: string, userAgent: string): Promise<SignedIn> {
    const session = await this.sessions.rotate(token, userAgent);
    const { userId, tenantId, familyId } = session;
    const memberships = await this.memberships.of(userId);
    const stayed = memberships.find((membership) => membership.tenantId === tenantId);
    const place = stayed ?? home(memberships);
    // Removed from that tenant since: go on where they still belong.
    if (place && !stayed) await this.sessions.moveTo(familyId, place.tenantId);
    return { view: await this.token(userId, familyId, place), session };
  }

  signOut(token: string): Promise<void> {
    return this.sessions.end(token);
  }

  async switchTo(tenantId: string, { userId, sessionFamily }: Principal): Promise<SignInView> {
    const memberships = await this.memberships.of(userId);
    const place = memberships.find((membership) => membership.tenantId === tenantId);
    if (!place) throw new DomainError('not_found', 'You are in no such tenant.');
    await this.sessions.moveTo(sessionFamily, tenantId);
    await this.recordSignIn(userId, tenantId, sessionFamily);
    return this.token(userId, sessionFamily, place);
  }

  async me({ userId, tenantId }: Principal): Promise<MeView> {
    const [user, memberships] = await Promise.all([
      this.users.find(userId),
      this.memberships.of(userId),
    ]);
    if (!user) throw new DomainError('unauthenticated', 'This account does not exist any more.');
    const place = memberships.find((membership) => membership.tenantId === tenantId);
    const { id, email, name, operator } = user;
    return {
      user: { id, email, name, operator },
      ...(place && {
        tenant: {
          id: place.tenantId,
          name: place.tenantName,
          slug: place.slug,
          role: place.role,
          demo: place.demo,
        },
      }),
      memberships: memberships.map((membership) => ({
        tenantId: membership.tenantId,
        tenantName: membership.tenantName,
        role: membership.role,
      })),
    };
  }

  private async token(userId: string, sessionFamily: string, place?: Membership) {
    const operator = (await this.users.find(userId))?.operator ?? false;
    const { tenantId, role } = place ?? {};
    return this.tokens.issue({ userId, sessionFamily, operator, tenantId, role });
  }

  private recordSignIn(userId: string, tenantId: string, sessionFamily: string): Promise<void> {
    const scope = { tenantId, actor: { type: 'user', id: userId } } as const;
    const record = { action: 'session.opened', targetType: 'session', targetId: sessionFamily };
    return tenantContext.run(scope, () =>
      this.database.transaction((em) => this.audit.record(em, record)),
    );
  }
}

/** Where somebody lands who names no tenant: the oldest one that is open. */
const home = (memberships: readonly Membership[]): Membership | undefined =>
  memberships.find(({ state }) => state === 'active') ?? memberships[0];
