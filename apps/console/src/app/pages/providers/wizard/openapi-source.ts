import { ChangeDetectionStrategy, Component, model, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';

/** As much as the API reads, in bytes. */
const MAX_BYTES = 5 * 1024 * 1024;

/** Takes an OpenAPI file: dropped, chosen or pasted. */
@Component({
  selector: 'rn-openapi-source',
  imports: [MatButton, MatFormFieldModule, MatIcon, MatInput],
  template: `
    <div
      class="drop"
      [class.over]="over()"
      (dragover)="$event.preventDefault(); over.set(true)"
      (dragleave)="over.set(false)"
      (drop)="dropped($event)"
    >
      <mat-icon aria-hidden="true">upload_file</mat-icon>
      <p>
        Drop an OpenAPI or Swagger file here
        <span class="rn-muted">JSON or YAML, up to 5 MB</span>
      </p>
      <button matButton="outlined" type="button" (click)="picker.click()">Choose a file</button>
      <input
        #picker
        hidden
        type="file"
        accept=".json,.yaml,.yml,application/json,application/yaml,text/yaml"
        aria-label="OpenAPI file"
        (change)="picked(picker)"
      />
    </div>
    <p role="status" class="status" [class.bad]="fault()">{{ fault() || name() }}</p>
    <mat-form-field>
      <mat-label>Or paste its text</mat-label>
      <textarea
        matInput
        #field
        rows="9"
        spellcheck="false"
        placeholder="openapi: 3.1.0"
        [value]="text()"
        (input)="pasted(field.value)"
      ></textarea>
    </mat-form-field>
  `,
  styleUrl: './openapi-source.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OpenapiSource {
  readonly text = model('');
  /** A whole file is there, so that it can be read at once. */
  readonly arrived = output();
  protected readonly over = signal(false);
  protected readonly name = signal('');
  protected readonly fault = signal('');

  protected pasted(text: string): void {
    this.name.set('');
    this.fault.set('');
    this.text.set(text);
  }

  protected picked(picker: HTMLInputElement): void {
    void this.take(picker.files?.item(0));
    // The same file may be chosen again after it was changed.
    picker.value = '';
  }

  protected dropped(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    void this.take(event.dataTransfer?.files.item(0));
  }

  private async take(file: File | null | undefined): Promise<void> {
    if (!file) return;
    this.fault.set('');
    this.name.set('');
    if (file.size > MAX_BYTES) {
      this.fault.set(`${file.name} is larger than 5 MB.`);
      return;
    }
    try {
      this.text.set(await file.text());
      this.name.set(`${file.name} is here.`);
      this.arrived.emit();
    } catch (error) {
      // A folder, or a file that is gone.
      console.warn('The file could not be read', error);
      this.fault.set(`${file.name} could not be read.`);
    }
  }
}
