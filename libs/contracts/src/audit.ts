export interface AuditEntryView {
  id: string;
  at: string;
  /** `name` is the email of a user who still exists. */
  actor: { type: 'user' | 'apiKey' | 'instance' | 'system'; id?: string; name?: string };
  action: string;
  target: { type: string; id?: string };
  detail: Record<string, unknown>;
}
