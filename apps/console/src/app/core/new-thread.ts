import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { AgentsApi } from './api/agents.api';
import { Notify } from './notify';

/** Opens a new conversation with an agent and goes there. */
@Injectable({ providedIn: 'root' })
export class NewThread {
  private readonly agents = inject(AgentsApi);
  private readonly router = inject(Router);
  private readonly notify = inject(Notify);

  async with(agentId: string): Promise<void> {
    try {
      const { id } = await this.agents.openThread(agentId);
      await this.router.navigate(['/threads', id]);
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
