import { visible } from './visible-text';

describe('a stranger’s text', () => {
  it('hides nothing', () => {
    expect(visible('Sends\u200b a mail\u202e.')).toBe('Sends⟨U+200B⟩ a mail⟨U+202E⟩.');
    expect(visible('tag \u{e0041}')).toBe('tag ⟨U+E0041⟩');
  });

  it('keeps lines, and the letters of all languages', () => {
    expect(visible('Zwei\r\n\tÄpfel · 사과')).toBe('Zwei\n\tÄpfel · 사과');
  });
});
