/** The Redis channel on which processes hear that something they may have in memory is no longer so. */
export const invalidationChannel = (prefix: string): string => `${prefix}:invalidate`;
