import { TestBed } from '@angular/core/testing';
import { MatIconRegistry } from '@angular/material/icon';
import { provideRouter } from '@angular/router';
import { App } from './app';
import { Theme } from './core/theme';

describe('App', () => {
  it('shows icons by the bundled font and the look that was chosen', async () => {
    await TestBed.configureTestingModule({ providers: [provideRouter([])] }).compileComponents();
    const fixture = TestBed.createComponent(App);
    TestBed.inject(Theme).choice.set('dark');
    await fixture.whenStable();
    expect(TestBed.inject(MatIconRegistry).getDefaultFontSetClass()).toContain(
      'material-icons-round',
    );
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(localStorage.getItem('renum.theme')).toBe('dark');
  });
});
