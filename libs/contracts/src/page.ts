/** One page; `nextCursor` is absent on the last one. Pass it back as `?cursor=`. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
