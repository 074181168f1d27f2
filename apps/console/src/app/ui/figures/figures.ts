import { ChangeDetectionStrategy, Component, input } from '@angular/core';

export interface Figure {
  label: string;
  value: string;
  /** To the last digit, or what it means. */
  title?: string;
  /** Calls for somebody's attention. */
  bad?: boolean;
}

/** A row of large numbers, each with what it is. */
@Component({
  selector: 'rn-figures',
  template: `
    <dl>
      @for (figure of figures(); track figure.label) {
        <div>
          <dt>{{ figure.label }}</dt>
          <dd [title]="figure.title ?? ''" [class.bad]="figure.bad">{{ figure.value }}</dd>
        </div>
      }
    </dl>
  `,
  styleUrl: './figures.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Figures {
  readonly figures = input.required<readonly Figure[]>();
}
