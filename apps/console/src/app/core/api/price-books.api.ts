import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { Page, PriceBookView, PriceRules } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewPriceBook {
  name: string;
  effectiveFrom: string;
  rules: PriceRules;
}

const URL = '/v1/operator/price-books';
const MOST = 200;

/** What Renum charges. A version is never changed; the next one takes its place from a moment on. */
@Injectable({ providedIn: 'root' })
export class PriceBooksApi {
  private readonly http = inject(HttpClient);

  /** All versions, newest first. */
  async all(): Promise<PriceBookView[]> {
    const books: PriceBookView[] = [];
    let cursor: string | undefined;
    do {
      const params = { limit: MOST, ...(cursor && { cursor }) };
      const page = await firstValueFrom(this.http.get<Page<PriceBookView>>(URL, { params }));
      books.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return books;
  }

  publish(book: NewPriceBook): Promise<PriceBookView> {
    return firstValueFrom(this.http.post<PriceBookView>(URL, book));
  }
}
