import { FormControl } from '@angular/forms';
import { operationId, pathProblem, usual } from './operation-form';

describe('an operation by hand', () => {
  it.each([
    ['Send a message', [], 'send_a_message'],
    ['Send a message', ['send_a_message', 'send_a_message_2'], 'send_a_message_3'],
    ['Éclair: größe!', [], 'e_clair_gro_e'],
    ['삭제', [], 'operation'],
  ])('names %s', (title, taken, id) => {
    expect(operationId(title, taken)).toBe(id);
    expect(id).toMatch(/^[a-z0-9_.]+$/);
  });

  it.each([
    ['/things/{id}/files/{path*}', null],
    ['things', 'It begins with a slash'],
    ['/things?all=1', 'Without query, fragment or spaces'],
    ['/things/{id', 'Parameters are like {id}: letters and underscores'],
    ['/things/{a b}', 'Without query, fragment or spaces'],
    ['/things/{1}', 'Parameters are like {id}: letters and underscores'],
  ])('judges the path %s', (path, problem) => {
    const found = pathProblem(new FormControl(path, { nonNullable: true }));
    expect(found?.['path'] ?? null).toBe(problem);
  });

  it('repeats by itself only what reads', () => {
    expect(usual('GET')).toEqual({ access: 'read', safeToRetry: true });
    expect(usual('PUT')).toEqual({ access: 'write', safeToRetry: false });
  });
});
