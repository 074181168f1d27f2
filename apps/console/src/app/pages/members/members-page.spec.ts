import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import type { MemberView, Role } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { meView } from '../../../testing/views';
import { MembersPage } from './members-page';

const member = (id: string, role: Role): MemberView => ({
  id: `member-${id}`,
  userId: `user-${id}`,
  email: `${id}@demo.example`,
  name: `Person ${id}`,
  role,
  createdAt: '2026-11-21T10:00:00.000Z',
});
const MEMBERS = [member('1', 'owner'), member('2', 'builder'), member('3', 'owner')];

describe('MembersPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<MembersPage>;
  let loader: HarnessLoader;

  async function show(role: Role) {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(MembersPage);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/members').flush({ items: MEMBERS });
    for (const open of http.match('/v1/invitations')) open.flush({ items: [] });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const rolePickers = () => loader.getAllHarnesses(MatSelectHarness.with({ ancestor: 'table' }));

  it('shows the link of an invitation once', async () => {
    await show('owner');
    await (await loader.getHarness(MatInputHarness)).setValue('new@demo.example');
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Invite' }))).click();
    await settle();
    const sent = http.expectOne({ url: '/v1/invitations', method: 'POST' });
    expect(sent.request.body).toEqual({ email: 'new@demo.example', role: 'builder' });
    const acceptUrl = 'https://renum.example/accept-invitation#token=abc';
    const invitation = { id: 'i', email: 'new@demo.example', role: 'builder', expiresAt: '' };
    sent.flush({ ...invitation, acceptUrl });
    await settle();
    await settle();
    http.expectOne('/v1/invitations').flush({ items: [invitation] });
    await fixture.whenStable();
    expect(text()).toContain(acceptUrl);
    const email = await loader.getHarness(MatFormFieldHarness.with({ floatingLabelText: 'Email' }));
    expect(await email.getTextErrors()).toEqual([]);
  });

  it('lets an owner change everybody but themselves', async () => {
    await show('owner');
    expect(await rolePickers()).toHaveLength(2);
  });

  it('lets an admin neither make nor touch an owner', async () => {
    await show('admin');
    const [picker, ...others] = await rolePickers();
    expect(others).toEqual([]);
    await picker?.open();
    const options = await Promise.all(((await picker?.getOptions()) ?? []).map((o) => o.getText()));
    expect(options).toEqual(['Admin', 'Builder', 'Viewer']);
  });

  it('shows the old role again when the change was refused', async () => {
    await show('owner');
    const [picker] = await rolePickers();
    await picker?.clickOptions({ text: 'Viewer' });
    await settle();
    const sent = http.expectOne({ url: '/v1/members/member-2', method: 'PATCH' });
    sent.flush(
      { code: 'conflict', title: '', detail: 'No.', status: 409, type: '' },
      { status: 409, statusText: 'Conflict' },
    );
    await settle();
    await settle();
    http.expectOne('/v1/members').flush({ items: MEMBERS });
  });

  it('asks the API for no invitations on behalf of a viewer', async () => {
    await show('viewer');
    http.expectNone('/v1/invitations');
    expect(await loader.getAllHarnesses(MatButtonHarness)).toEqual([]);
  });
});
