import { mayInviteAs, refuseMemberChange } from './ownership';

describe('refuseMemberChange', () => {
  it.each([
    [
      'an admin makes a builder an admin',
      { actorRole: 'admin', from: 'builder', to: 'admin', owners: 1 },
      undefined,
    ],
    ['an admin removes another admin', { actorRole: 'admin', from: 'admin', owners: 1 }, undefined],
    [
      'an admin makes an owner',
      { actorRole: 'admin', from: 'admin', to: 'owner', owners: 1 },
      'only_owners_decide_about_owners',
    ],
    [
      'an admin demotes one of two owners',
      { actorRole: 'admin', from: 'owner', to: 'viewer', owners: 2 },
      'only_owners_decide_about_owners',
    ],
    [
      'an admin removes one of two owners',
      { actorRole: 'admin', from: 'owner', owners: 2 },
      'only_owners_decide_about_owners',
    ],
    [
      'an owner demotes one of two',
      { actorRole: 'owner', from: 'owner', to: 'admin', owners: 2 },
      undefined,
    ],
    [
      'the last owner steps down',
      { actorRole: 'owner', from: 'owner', to: 'admin', owners: 1 },
      'last_owner',
    ],
    ['the last owner leaves', { actorRole: 'owner', from: 'owner', owners: 1 }, 'last_owner'],
    [
      'the last owner stays owner',
      { actorRole: 'owner', from: 'owner', to: 'owner', owners: 1 },
      undefined,
    ],
  ] as const)('%s', (_, change, refusal) => {
    expect(refuseMemberChange(change)).toBe(refusal);
  });
});

describe('mayInviteAs', () => {
  it('lets only owners invite owners', () => {
    expect(mayInviteAs('owner', 'owner')).toBe(true);
    expect(mayInviteAs('admin', 'owner')).toBe(false);
    expect(mayInviteAs('admin', 'admin')).toBe(true);
  });
});
