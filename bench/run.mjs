/**
 * `npm run bench`: measures, side by side with a peer in one run, and prints tables.
 *
 *   npm run bench                the data plane (the same as `npm run bench -- proxy`)
 *   npm run bench -- proxy ...   the data plane beside its peers; options: proxy.mjs
 *   npm run bench -- usage ...   the usage store beside plain COPY; options: usage.mjs
 */
const TABLES = ['proxy', 'usage'];
const [asked = 'proxy'] = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
// A word that is no table is the value of an option.
const table = TABLES.includes(asked) ? asked : 'proxy';
await import(`./${table}.mjs`);
