export interface InstanceView {
  id: string;
  tenantId: string;
  tenantName: string;
  threadId: string;
  agentName: string;
  state: 'starting' | 'ready' | 'busy' | 'stopping' | 'gone';
  containerId?: string;
  workerId: string;
  createdAt: string;
  lastUsedAt: string;
}

export interface HealthView {
  status: 'ok' | 'degraded';
  checks: { name: string; ok: boolean; detail: string; at: string }[];
  workers: { id: string; at: string; docker: boolean; instances: number; runs: number }[];
  queues: { name: string; waiting: number; active: number; delayed: number; failed: number }[];
}
