import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { hashPassword } from './passwords';
import { UserEntity, type User } from './user.entity';

export interface NewUser {
  email: string;
  name: string;
  password: string;
  operator?: boolean;
}

/** What others may see of a user. */
export interface UserName {
  id: string;
  email: string;
  name: string;
}

/** Emails are compared and kept in one form. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

/** The accounts of people. They belong to the platform, not to a tenant. */
@Injectable()
export class UsersService {
  constructor(private readonly database: PlatformDatabase) {}

  /** Adds an account in the caller's transaction. The hash is slow: make it before you lock rows. */
  async create(em: EntityManager, user: NewUser): Promise<string> {
    const id = newId();
    const now = new Date();
    await em.insert(UserEntity, {
      id,
      email: normalizeEmail(user.email),
      name: user.name,
      passwordHash: await hashPassword(user.password),
      operator: user.operator ?? false,
      failedAttempts: 0,
      createdAt: now,
      updatedAt: now,
    });
    return id;
  }

  find(id: string): Promise<User | null> {
    return this.database.transaction((em) => em.findOne(UserEntity, { id }));
  }

  findByEmail(email: string): Promise<User | null> {
    return this.database.transaction((em) =>
      em.findOne(UserEntity, { email: normalizeEmail(email) }),
    );
  }

  /** The names behind ids, for lists of members, authors and the like. */
  async named(ids: readonly string[]): Promise<Map<string, UserName>> {
    if (ids.length === 0) return new Map();
    const users = await this.database.transaction((em) =>
      em.find(UserEntity, { id: { $in: [...new Set(ids)] } }),
    );
    return new Map(users.map(({ id, email, name }) => [id, { id, email, name }]));
  }
}
