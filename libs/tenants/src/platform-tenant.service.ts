import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';

const FIND = `select id from tenants where kind = 'platform'`;

/** The tenant that is nobody's company: in its vault are the platform's own credentials. */
@Injectable()
export class PlatformTenant {
  constructor(private readonly database: PlatformDatabase) {}

  /** An operator's work in it. It is made when it is first needed, once, however many ask at once. */
  async run<T>(operatorId: string, work: () => Promise<T>): Promise<T> {
    const tenantId = await this.ensure();
    return tenantContext.run({ tenantId, actor: { type: 'user', id: operatorId } }, work);
  }

  private ensure(): Promise<string> {
    return this.database.transaction(async (em) => {
      const [known] = await em.execute<{ id: string }[]>(FIND);
      if (known) return known.id;
      const id = newId();
      // Its short name has the id in it: any other could be a company's already.
      await em.execute(
        `insert into tenants (id, name, slug, kind) values (?, 'Platform', ?, 'platform')
         on conflict do nothing`,
        [id, `platform-${id}`],
      );
      const [made] = await em.execute<{ id: string }[]>(FIND);
      if (!made) throw new DomainError('internal', "The platform's tenant was not made.");
      return made.id;
    });
  }
}
