import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  DOCUMENT,
  effect,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { DomSanitizer, type SafeResourceUrl } from '@angular/platform-browser';

/** For the viewer: the pages alone, as wide as there is room. */
const VIEW = '#navpanes=0&view=FitH';

/**
 * A PDF in the browser's own viewer. It comes as a blob, since the API wants the access token; a
 * browser without a viewer (most phones) is offered the download instead.
 */
@Component({
  selector: 'rn-pdf-preview',
  imports: [MatButton, MatIcon],
  template: `
    @if (source(); as url) {
      <iframe [src]="url" [title]="title()"></iframe>
    } @else {
      <div class="instead">
        <mat-icon aria-hidden="true">picture_as_pdf</mat-icon>
        <p>This browser does not show PDFs inside a page.</p>
        <button matButton="tonal" type="button" (click)="download.emit()">Download it</button>
      </div>
    }
  `,
  styleUrl: './pdf-preview.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PdfPreview {
  private readonly sanitizer = inject(DomSanitizer);
  private readonly window = inject(DOCUMENT).defaultView;
  readonly file = input.required<Blob>();
  /** What it is, for screen readers. */
  readonly title = input.required<string>();
  readonly download = output();
  protected readonly source = signal<SafeResourceUrl | undefined>(undefined);
  private url: string | undefined;

  constructor() {
    effect(() => this.show(this.file()));
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  private show(file: Blob): void {
    this.forget();
    if (!this.window?.navigator.pdfViewerEnabled) return;
    // By its own type alone: whatever came, it is never shown as a page of ours.
    this.url = URL.createObjectURL(new Blob([file], { type: 'application/pdf' }));
    this.source.set(this.sanitizer.bypassSecurityTrustResourceUrl(this.url + VIEW));
  }

  private forget(): void {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = undefined;
    this.source.set(undefined);
  }
}
