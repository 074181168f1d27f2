/**
 * Signs that cannot be seen, or that turn the direction of writing: with them a stranger's text can
 * say one thing to a person and another to a model.
 */
const HIDDEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A stranger's text with everything in it to be seen. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (sign) =>
    /[\n\t]/.test(sign)
      ? sign
      : sign === '\r'
        ? ''
        : `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
