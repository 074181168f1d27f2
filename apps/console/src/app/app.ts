import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { RouterOutlet } from '@angular/router';
import { Theme } from './core/theme';

/** The root: only what every page has, signed in or not. */
@Component({
  selector: 'rn-root',
  imports: [RouterOutlet],
  templateUrl: './app.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  /** Held so that the choice takes effect before any page asks for it. */
  protected readonly theme = inject(Theme);

  constructor() {
    inject(MatIconRegistry).setDefaultFontSetClass('material-icons-round', 'mat-ligature-font');
  }
}
