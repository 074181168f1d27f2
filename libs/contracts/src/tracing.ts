/** Whether a tenant's runs are sent to its own Langfuse when they have ended. */
export interface TracingSettings {
  enabled: boolean;
  /** Of the provider `langfuse`. */
  credentialId?: string;
  /** Prompts and answers too; otherwise names and figures only. */
  captureContent: boolean;
  /** Which part of the runs, from 0 to 1. */
  sampleRate: number;
}

export interface TracingView extends TracingSettings {
  /** Of the last seven days. */
  exports: {
    pending: number;
    sent: number;
    failed: number;
    lastSentAt?: string;
    /** Of the newest run that could not be sent yet, or at all. */
    lastError?: string;
  };
}
