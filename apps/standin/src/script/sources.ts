import type { SearchResult } from '@copilotkit/aimock';

/** One fact about row level security, and where it can be checked. */
interface SourcedFact extends SearchResult {
  fact: string;
}

export const ROW_LEVEL_SECURITY: readonly SourcedFact[] = [
  {
    title: 'PostgreSQL documentation: Row Security Policies',
    url: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
    content:
      'When row security is enabled on a table, all normal access to the table for selecting or modifying rows must be allowed by a row security policy. If no policy exists for the table, a default-deny policy is used, meaning that no rows are visible or can be modified.',
    score: 0.97,
    fact: 'With row level security enabled and no policy defined, PostgreSQL denies by default: no row can be seen or changed.',
  },
  {
    title: 'PostgreSQL documentation: CREATE POLICY',
    url: 'https://www.postgresql.org/docs/current/sql-createpolicy.html',
    content:
      'A USING expression decides which existing rows are visible; a WITH CHECK expression decides which new or changed rows may be written. Rows that fail the USING expression are silently left out, rows that fail WITH CHECK raise an error.',
    score: 0.93,
    fact: 'A policy has two halves: USING filters the rows that can be read, WITH CHECK refuses rows that may not be written.',
  },
  {
    title: 'PostgreSQL documentation: ALTER TABLE',
    url: 'https://www.postgresql.org/docs/current/sql-altertable.html',
    content:
      'FORCE ROW LEVEL SECURITY makes the policies apply to the owner of the table as well. Without it, row level security is not applied to the owner. Superusers and roles with the BYPASSRLS attribute always bypass the row security system.',
    score: 0.9,
    fact: 'The owner of a table is exempt from its policies unless FORCE ROW LEVEL SECURITY is set; superusers and BYPASSRLS roles always are.',
  },
];

/** What a search finds when the script knows nothing about its subject. */
export const UNSCRIPTED_RESULTS: SearchResult[] = [
  {
    title: 'Local stand-in: no real search was made',
    url: 'https://docs.tavily.com/',
    content:
      'This result comes from the local stand-in of the Renum demo. Store a real Tavily key to search the web.',
    score: 0.5,
  },
];

/** The report of the demo, from the sources that the search result really named. */
export const reportFrom = (searchResult: string): string => {
  const found = ROW_LEVEL_SECURITY.filter(({ url }) => searchResult.includes(url));
  const facts = found.length > 0 ? found : ROW_LEVEL_SECURITY;
  const lines = facts.map(
    ({ fact, title, url }, index) => `${index + 1}. ${fact}\n   Source: [${title}](${url})\n`,
  );
  return `# Three facts about row level security\n\n${lines.join('\n')}`;
};
