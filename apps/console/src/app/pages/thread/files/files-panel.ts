import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DOCUMENT,
  inject,
  input,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import type { FileView } from '@renum/contracts';
import { ThreadsApi } from '../../../core/api/threads.api';
import { Notify } from '../../../core/notify';
import { saveBlob } from '../../../core/save-blob';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { BytesPipe } from '../../../ui/pipes';
import { FilePreview, type PreviewData } from './file-preview';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** More than this is downloaded, not shown. */
const PREVIEW_BYTES = 256 * 1024;

/** The workspace of a thread: what the agent has made, to look at and to take along. */
@Component({
  selector: 'rn-files-panel',
  imports: [MatIconButton, MatIcon, MatTooltip, BytesPipe, Skeleton],
  templateUrl: './files-panel.html',
  styleUrl: './files-panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FilesPanel {
  private readonly api = inject(ThreadsApi);
  private readonly notify = inject(Notify);
  private readonly dialog = inject(MatDialog);
  private readonly document = inject(DOCUMENT);
  readonly threadId = input.required<string>();
  readonly files = input<FileView[] | undefined>(undefined);
  protected readonly rows = computed(() =>
    this.files()?.map((file) => ({
      file,
      name: nameOf(file.path),
      depth: file.path.split('/').length - 1,
    })),
  );

  protected async open(file: FileView): Promise<void> {
    if (file.size > PREVIEW_BYTES) return this.download(file);
    await this.attempt(async () => {
      const text = await (await this.api.content(this.threadId(), file.path)).text();
      // A zero byte: this is no text.
      if (text.includes('\0')) return this.download(file);
      const data = { path: file.path, text, download: () => void this.download(file) };
      this.dialog.open<FilePreview, PreviewData>(FilePreview, {
        data,
        width: '760px',
        maxWidth: '94vw',
      });
    });
  }

  protected download(file: FileView): Promise<void> {
    return this.attempt(async () => {
      const blob = await this.api.content(this.threadId(), file.path);
      saveBlob(this.document, blob, nameOf(file.path));
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
