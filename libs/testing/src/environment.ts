/** What `npm test` tells the specs about the services it has started. */
export function testEnvironment(
  name: 'TEST_DATABASE_ADMIN_URL' | 'TEST_REDIS_URL' | 'TEST_SANDBOX_IMAGE',
): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set: this spec needs a real service. \`npm test\` starts them; for a single ` +
      'project, export it first.',
  );
}
