/** What a run of the seed has made; empty the second time. */
export class SeedLog {
  readonly entries: string[] = [];

  made(what: string): void {
    this.entries.push(what);
  }
}
