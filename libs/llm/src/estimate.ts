/**
 * Tokens that a request of this many bytes can cost at most, in practice: dense text (hex, emoji,
 * many scripts) comes to two bytes a token, ordinary English to four. Used to reserve before acting.
 */
export const inputTokensAtMost = (requestBytes: number): number => Math.ceil(requestBytes / 2);

/** A fair guess for text whose provider's own count never arrived; billed as estimated only. */
export const tokensAbout = (textBytes: number): number => Math.ceil(textBytes / 4);

/** What a model may write when the caller set no bound: the largest common output window. */
export const DEFAULT_OUTPUT_BOUND = 16_384;
