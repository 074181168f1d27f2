import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DOCUMENT,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink } from '@angular/router';
import type { InvoiceDetailView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { InvoicesApi, type InvoiceDoor } from '../../../core/api/invoices.api';
import { PaymentsApi } from '../../../core/api/payments.api';
import { WalletApi } from '../../../core/api/wallet.api';
import { dayWords, invoiceLook, monthWords } from '../../../core/billing-words';
import { Leave } from '../../../core/leave';
import { newMovementId } from '../../../core/movement-id';
import { Notify } from '../../../core/notify';
import { PageTitle } from '../../../core/page-title';
import { saveBlob } from '../../../core/save-blob';
import { Chip } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { PdfPreview } from '../../../ui/pdf-preview/pdf-preview';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { CreditNoteDialog } from './credit-note-dialog';
import { InvoiceLines } from './invoice-lines';
import { INVOICE_MOVES, mayCredit, type InvoiceMove } from './invoice-moves';

/** One invoice: as a document, as lines, and for operators what can be done with it. */
@Component({
  selector: 'rn-invoice-page',
  imports: [
    Chip,
    InvoiceLines,
    LoadError,
    MatButton,
    MatIcon,
    MatTabsModule,
    PageHeader,
    PdfPreview,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './invoice-page.html',
  styleUrl: './invoice-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvoicePage {
  private readonly api = inject(InvoicesApi);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);
  private readonly document = inject(DOCUMENT);
  private readonly payments = inject(PaymentsApi);
  private readonly leave = inject(Leave);
  readonly invoiceId = input.required<string>();
  /** From the route, which may say nothing: operators come in by another door. */
  readonly door = input('tenant', { transform: (door?: InvoiceDoor) => door ?? 'tenant' });

  protected readonly invoice = this.api.one(this.door, this.invoiceId);
  protected readonly view = computed(() =>
    this.invoice.hasValue() ? this.invoice.value() : undefined,
  );
  /** Says whether somebody takes payments; only people of the tenant pay. */
  private readonly wallet = inject(WalletApi).own(() => this.door() === 'tenant');
  protected readonly payable = computed(
    () =>
      this.view()?.state === 'issued' &&
      this.wallet.hasValue() &&
      this.wallet.value().payments !== undefined,
  );
  /** One for all attempts on this page: an answer that was lost is no second payment. */
  private readonly paymentId = newMovementId();
  protected readonly busy = signal(false);
  /** Of the invoice as it was when it was loaded: a step makes it stale. */
  protected readonly pdf = signal<Blob | undefined>(undefined);
  protected readonly pdfError = signal<unknown>(undefined);
  protected readonly lookOf = invoiceLook;
  protected readonly monthOf = monthWords;
  protected readonly dayOf = dayWords;
  protected readonly name = computed(() => this.view()?.number ?? 'Draft');
  protected readonly moves = computed(() => {
    const view = this.view();
    return view && this.door() === 'operator' ? INVOICE_MOVES[view.state] : [];
  });
  protected readonly creditable = computed(() => {
    const view = this.view();
    return view !== undefined && this.door() === 'operator' && mayCredit(view.state);
  });

  constructor() {
    const title = inject(PageTitle);
    effect(() => title.set(`${this.name()} · Renum`));
    effect(() => {
      if (this.view()) void this.loadPdf();
    });
  }

  protected async loadPdf(): Promise<void> {
    this.pdfError.set(undefined);
    try {
      this.pdf.set(await this.api.file(this.door(), this.invoiceId(), 'pdf'));
    } catch (error) {
      this.pdfError.set(error);
    }
  }

  protected async save(kind: 'pdf' | 'csv'): Promise<void> {
    try {
      const blob = await this.api.file(this.door(), this.invoiceId(), kind);
      saveBlob(this.document, blob, `${this.name()}.${kind}`);
    } catch (error) {
      this.notify.failed(error);
    }
  }

  protected async take({ step, question }: InvoiceMove): Promise<void> {
    if (!(await this.confirm.ask(question))) return;
    this.busy.set(true);
    try {
      this.invoice.set(await this.api.step(this.invoiceId(), step));
    } catch (error) {
      this.notify.failed(error);
      this.invoice.reload();
    } finally {
      this.busy.set(false);
    }
  }

  protected async pay(): Promise<void> {
    this.busy.set(true);
    try {
      this.leave.to((await this.payments.payInvoice(this.paymentId, this.invoiceId())).url);
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(false);
    }
  }

  protected async credit(invoice: InvoiceDetailView): Promise<void> {
    const opened = this.dialog.open<CreditNoteDialog, InvoiceDetailView, InvoiceDetailView>(
      CreditNoteDialog,
      { data: invoice, width: '460px', maxWidth: '94vw' },
    );
    const credited = await firstValueFrom(opened.afterClosed());
    if (credited) this.invoice.set(credited);
  }
}
