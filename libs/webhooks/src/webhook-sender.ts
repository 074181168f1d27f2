export interface WebhookRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The way to the outside. It follows no redirect, and dials nothing that the platform forbids. */
export interface WebhookSender {
  /**
   * Resolves with the HTTP status, whichever it is.
   * @throws Error when there was none; a DomainError says why in words for people
   */
  send(request: WebhookRequest): Promise<number>;
  /** Why nothing could ever be sent to this URL, if that can be known by looking at it. */
  fault(url: string): string | undefined;
}

export const WEBHOOK_SENDER = Symbol('WEBHOOK_SENDER');
