/** The beginning of an output says what was done, its end how it went: both are kept. */
const HEAD_SHARE = 0.6;

const note = (characters: number): string => `\n… [${characters} characters left out] …\n`;

/** Cuts the middle out of a text that is longer than `limit`. */
export const cutMiddle = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const head = Math.floor(limit * HEAD_SHARE);
  const tail = limit - head;
  return text.slice(0, head) + note(text.length - limit) + text.slice(text.length - tail);
};

/** Collects a stream of any length in bounded memory, keeping its head and tail. */
export class OutputCutter {
  private head = '';
  private tail = '';
  private left = 0;
  private readonly headLimit: number;
  private readonly tailLimit: number;

  constructor(limit: number) {
    this.headLimit = Math.floor(limit * HEAD_SHARE);
    this.tailLimit = limit - this.headLimit;
  }

  add(chunk: string): void {
    const room = this.headLimit - this.head.length;
    this.head += chunk.slice(0, room);
    this.tail += chunk.slice(room);
    // Trimming in steps keeps the cost linear in the output's length.
    if (this.tail.length > this.tailLimit * 2) this.trim();
  }

  get text(): string {
    this.trim();
    return this.left > 0 ? this.head + note(this.left) + this.tail : this.head + this.tail;
  }

  private trim(): void {
    const surplus = this.tail.length - this.tailLimit;
    if (surplus <= 0) return;
    this.left += surplus;
    this.tail = this.tail.slice(surplus);
  }
}
