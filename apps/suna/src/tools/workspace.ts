import { isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { WORKSPACE_PATH } from '@renum/contracts';
import { ToolError } from './tool';

/**
 * The folder in which the agent works. The container is the wall; this keeps an agent from working
 * in the wrong place by mistake, and says so clearly.
 */
export class Workspace {
  constructor(readonly root: string) {}

  /** The absolute path of a file the model named, relative or below `/workspace`. */
  resolve(path: string): string {
    if (path.includes('\0')) throw new ToolError('A path cannot contain a NUL character.');
    const absolute = resolve(this.root, this.inside(path));
    if (absolute !== this.root && !absolute.startsWith(this.root + sep)) {
      throw new ToolError(
        `"${path}" is outside the workspace. Use a path below ${WORKSPACE_PATH}, for instance "notes/plan.md".`,
      );
    }
    return absolute;
  }

  /** The path as the model and the console know it: relative, with forward slashes. */
  display(absolute: string): string {
    return relative(this.root, absolute).split(sep).join('/') || '.';
  }

  /** One key for all spellings of a path; an invalid one is left for the tool to refuse. */
  key(path: string): string {
    return normalize(resolve(this.root, this.inside(path)));
  }

  /** In tests the root is elsewhere, but models always speak of `/workspace`. */
  private inside(path: string): string {
    if (!isAbsolute(path)) return path;
    const below = relative(WORKSPACE_PATH, normalize(path));
    return below.startsWith('..') ? path : join(this.root, below);
  }
}
