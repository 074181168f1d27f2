/** What the bootstrap uses of pg, which comes with MikroORM and brings no types of its own. */
declare module 'pg' {
  class Client {
    constructor(options: { connectionString: string; connectionTimeoutMillis?: number });
    connect(): Promise<void>;
    end(): Promise<void>;
    query(text: string, values?: unknown[]): Promise<{ rowCount: number | null; rows: unknown[] }>;
    on(event: 'error', listener: (error: Error) => void): this;
  }
  const pg: {
    Client: typeof Client;
    escapeIdentifier(text: string): string;
    escapeLiteral(text: string): string;
  };
  export default pg;
  export { Client };
}
