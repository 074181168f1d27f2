import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** A page's title, what the page is for, and what can be done there. */
@Component({
  selector: 'rn-page-header',
  template: `
    <div class="words">
      <h1>{{ heading() }}</h1>
      @if (lead()) {
        <p>{{ lead() }}</p>
      }
    </div>
    <div class="actions"><ng-content /></div>
  `,
  styleUrl: './page-header.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PageHeader {
  readonly heading = input.required<string>();
  readonly lead = input('');
}
