/** For specs: the body of an answer, which has to have this status. */
export async function ok<T>(answer: Promise<Response>, status = 200): Promise<T> {
  const response = await answer;
  const body = (await response.json()) as T;
  expect({ status: response.status, body }).toMatchObject({ status });
  return body;
}
