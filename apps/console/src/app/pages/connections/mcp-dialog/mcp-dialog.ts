import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { ConnectionView } from '@renum/contracts';
import { ConnectionsApi } from '../../../core/api/connections.api';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Attempt } from '../../../core/attempt';
import { ONE_WORD } from '../../../core/secret-text';
import { webAddress } from '../../../core/web-address';
import { FailureNote } from '../../../ui/failure-note/failure-note';

/** The provider whose keys go to MCP servers. */
const PROVIDER = 'mcp';
const NONE = '';
const NEW = 'new';

const originOf = (url: string): string | undefined => URL.parse(url.trim())?.origin;

/** Takes an MCP server's address, and its key where it wants one. */
@Component({
  selector: 'rn-mcp-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './mcp-dialog.html',
  styleUrl: './mcp-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class McpDialog {
  private readonly api = inject(ConnectionsApi);
  private readonly vault = inject(CredentialsApi);
  private readonly reference = inject(MatDialogRef<McpDialog, ConnectionView>);
  private readonly credentialList = this.vault.all();
  protected readonly attempt = new Attempt();
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly form = this.build.group({
    name: ['', [Validators.required, Validators.maxLength(200)]],
    url: ['', [Validators.required, webAddress]],
    transport: this.build.control<ConnectionView['transport']>('http'),
    credential: [NONE],
    secret: [''],
  });
  private readonly url = toSignal(this.form.controls.url.valueChanges, { initialValue: '' });
  private readonly choice = toSignal(this.form.controls.credential.valueChanges, {
    initialValue: NONE,
  });
  protected readonly none = NONE;
  protected readonly fresh = NEW;
  protected readonly asksForSecret = computed(() => this.choice() === NEW);
  /** A key goes only to the server that it was stored for. */
  protected readonly credentials = computed(() => {
    const origin = originOf(this.url());
    const all = this.credentialList.hasValue() ? this.credentialList.value().items : [];
    return all.filter(
      ({ provider, state, baseUrl }) =>
        provider === PROVIDER &&
        state === 'active' &&
        origin !== undefined &&
        baseUrl !== undefined &&
        originOf(baseUrl) === origin,
    );
  });

  constructor() {
    const { credential, secret } = this.form.controls;
    credential.valueChanges.subscribe((choice) => {
      const asked = [Validators.required, Validators.pattern(ONE_WORD.apiKey)];
      secret.setValidators(choice === NEW ? asked : null);
      secret.updateValueAndValidity();
    });
  }

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      this.reference.close(await this.send());
    });
  }

  private async send(): Promise<ConnectionView> {
    const { name, url, transport } = this.form.getRawValue();
    const credentialId = await this.credentialFor(name.trim(), url.trim());
    return this.api.create({
      kind: 'mcp',
      name: name.trim(),
      url: url.trim(),
      transport,
      ...(credentialId && { credentialId }),
    });
  }

  private async credentialFor(name: string, url: string): Promise<string | undefined> {
    const { credential, secret } = this.form.getRawValue();
    if (credential !== NEW) return credential || undefined;
    const stored = await this.vault.create({
      provider: PROVIDER,
      name,
      secret: secret.trim(),
      baseUrl: originOf(url),
    });
    // If the connection itself is refused now, the next attempt uses this key and stores no second.
    this.credentialList.reload();
    this.form.patchValue({ credential: stored.id, secret: '' });
    return stored.id;
  }
}
