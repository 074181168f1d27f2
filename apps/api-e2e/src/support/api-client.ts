import { isTerminal } from '@renum/contracts';
import type {
  AgentConfigInput,
  AgentView,
  CredentialView,
  FileView,
  Page,
  Problem,
  RunEvent,
  RunEventsView,
  RunView,
  SignInView,
  ThreadView,
  UsageGroup,
  UsageView,
} from '@renum/contracts';
import { baseUrl } from '../env';
import { installation } from './installation';
import { until } from './until';

export interface Answer<T> {
  status: number;
  body: T;
}

/** The REST API as a program of a customer's would use it. */
export class ApiClient {
  constructor(private readonly token: string) {}

  static async signIn(role: 'owner' | 'operator'): Promise<ApiClient> {
    const { signIns } = await installation();
    const person = signIns.find((one) => one.role === role);
    if (!person) throw new Error(`No ${role} among the sign-ins of this installation.`);
    return ApiClient.signInAs(person.email, person.password);
  }

  static async signInAs(email: string, password: string): Promise<ApiClient> {
    const nobody = new ApiClient('');
    const { accessToken } = await nobody.post<SignInView>('/v1/auth/sign-in', { email, password });
    return new ApiClient(accessToken);
  }

  get accessToken(): string {
    return this.token;
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
  }

  async get<T>(path: string): Promise<T> {
    return this.succeed<T>('GET', path);
  }

  async post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    return this.succeed<T>('POST', path, body, headers);
  }

  async succeed<T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const answer = await this.call<T>(method, path, body, headers);
    if (answer.status >= 400) {
      const { code, detail } = answer.body as Problem;
      throw new Error(`${method} ${path}: ${answer.status} ${code}: ${detail}`);
    }
    return answer.body;
  }

  agents(): Promise<Page<AgentView>> {
    return this.get('/v1/agents');
  }

  createAgent(name: string, config: AgentConfigInput): Promise<AgentView> {
    return this.post('/v1/agents', { name, config });
  }

  createCredential(body: Record<string, unknown>): Promise<CredentialView> {
    return this.post('/v1/credentials', body);
  }

  /** A new thread with one run on it. */
  async start(agentId: string, input: string): Promise<RunView> {
    const thread = await this.post<ThreadView>('/v1/threads', { agentId });
    return this.post(`/v1/threads/${thread.id}/runs`, { input });
  }

  run(id: string): Promise<RunView> {
    return this.get(`/v1/runs/${id}`);
  }

  ended(id: string, seconds = 90): Promise<RunView> {
    return until(
      `the end of run ${id}`,
      async () => {
        const run = await this.run(id);
        return isTerminal(run.state) && run;
      },
      seconds,
    );
  }

  async events(id: string): Promise<RunEvent[]> {
    const all: RunEvent[] = [];
    for (;;) {
      const after = all.at(-1)?.seq ?? 0;
      const { items } = await this.get<RunEventsView>(`/v1/runs/${id}/events?after=${after}`);
      if (items.length === 0) return all;
      all.push(...items);
    }
  }

  async files(threadId: string): Promise<FileView[]> {
    const { items } = await this.get<{ items: FileView[] }>(`/v1/threads/${threadId}/files`);
    return items;
  }

  file(threadId: string, path: string): Promise<string> {
    return this.get(`/v1/threads/${threadId}/files/content?path=${encodeURIComponent(path)}`);
  }

  usage(groupBy: UsageGroup): Promise<UsageView> {
    const day = 24 * 3600 * 1000;
    const from = new Date(Date.now() - day).toISOString();
    const to = new Date(Date.now() + day).toISOString();
    return this.get(`/v1/usage?from=${from}&to=${to}&groupBy=${groupBy}`);
  }
}
