/** Why an account was not connected, by the reason in the address that people come back to. */
const REASONS: Readonly<Record<string, string>> = {
  denied: 'It was not allowed at the provider. Nothing was stored.',
  expired: 'It took too long, or the way back was used already. Begin again.',
  other_browser: 'It was begun in another browser. Begin and end it in the same one.',
  not_allowed: 'Your role does not allow it any more. Ask an owner or admin of the tenant.',
  refused:
    'The provider did not accept the application or what it asked for. Check the client ID, the client secret, the scopes, and that our callback address is registered there.',
  invalid_answer: 'The provider’s answer was not whole. Begin again.',
  unreachable: 'The provider did not answer. Try again in a moment.',
};

/** The reason is from the address bar: whoever made the link wrote it, so only known ones are said. */
export const failedWords = (reason: string): string =>
  REASONS[reason] ?? 'Something went wrong on the way. Begin again.';
