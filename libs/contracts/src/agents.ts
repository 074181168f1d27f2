import type { AgentConfig, ToolName } from './agent';

export interface AgentView {
  id: string;
  name: string;
  description: string;
  version: { id: string; number: number; createdAt: string };
  config: AgentConfig;
  createdAt: string;
  updatedAt: string;
}

export interface AgentVersionView {
  id: string;
  number: number;
  config: AgentConfig;
  createdAt: string;
  createdBy?: string;
}

export interface ToolView {
  name: ToolName;
  title: string;
}
