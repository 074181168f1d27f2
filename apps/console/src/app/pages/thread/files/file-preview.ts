import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { Markdown } from '../../../ui/markdown/markdown';

export interface PreviewData {
  path: string;
  text: string;
  download: () => void;
}

/** A text file of the workspace, to read without downloading it. */
@Component({
  selector: 'rn-file-preview',
  imports: [MatDialogModule, MatButton, Markdown],
  template: `
    <h2 mat-dialog-title>{{ data.path }}</h2>
    <mat-dialog-content tabindex="0">
      @if (isMarkdown) {
        <rn-markdown [text]="data.text" />
      } @else {
        <pre>{{ data.text }}</pre>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" (click)="data.download()">Download</button>
      <button matButton="filled" type="button" mat-dialog-close>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    pre {
      margin: 0;
      font-size: 0.8rem;
      line-height: 1.6;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    h2 {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FilePreview {
  protected readonly data = inject<PreviewData>(MAT_DIALOG_DATA);
  protected readonly isMarkdown = /\.(md|markdown)$/i.test(this.data.path);
}
