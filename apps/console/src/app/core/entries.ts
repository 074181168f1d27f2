/** What `Object.entries` gives, with the record's own keys: choices made of words by their value. */
export const entriesOf = <Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): [Key, Value][] => Object.entries(record) as [Key, Value][];
