import type { AbstractControl, ValidationErrors } from '@angular/forms';
import type { CustomOperation } from '@renum/contracts';

/** Ids of operations: what grants name, and what tools are called after. */
const MAX_ID = 60;

/** `Send a message` → `send_a_message`, and a number behind it when that is taken. */
export function operationId(title: string, taken: readonly string[]): string {
  const plain =
    title
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .slice(0, MAX_ID)
      .replaceAll(/^_+|_+$/g, '') || 'operation';
  let id = plain;
  for (let count = 2; taken.includes(id); count += 1) id = `${plain}_${count}`;
  return id;
}

/** What most calls of a method are; a person may know better. */
export const usual = (
  method: CustomOperation['method'],
): Pick<CustomOperation, 'access' | 'safeToRetry'> =>
  method === 'GET'
    ? { access: 'read', safeToRetry: true }
    : { access: 'write', safeToRetry: false };

/** The API says more; this is what a person can see at once. */
export function pathProblem({ value }: AbstractControl<string>): ValidationErrors | null {
  const path = value.trim();
  if (!path.startsWith('/')) return { path: 'It begins with a slash' };
  if (/[?#\s]/.test(path)) return { path: 'Without query, fragment or spaces' };
  const open = path.match(/\{/g)?.length ?? 0;
  const whole = path.match(/\{[A-Za-z_]+\*?\}/g)?.length ?? 0;
  return open === whole && open === (path.match(/\}/g)?.length ?? 0)
    ? null
    : { path: 'Parameters are like {id}: letters and underscores' };
}
