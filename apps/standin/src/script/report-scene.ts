import { resultOf } from './conversation';
import { fileArguments, type Scene } from './reply';
import { reportFrom, ROW_LEVEL_SECURITY } from './sources';

const FINAL = `I found three facts about row level security and wrote them to **report.md**:

${ROW_LEVEL_SECURITY.map(({ fact }) => `- ${fact}`).join('\n')}

Each one is in the report with its source.`;

/** The demo's main job: search, write the report, say so. */
export const reportScene: Scene = {
  name: 'report',
  play(conversation) {
    if (!/three facts about row[- ]level security/i.test(conversation.prompt)) return undefined;
    const searched = resultOf(conversation, 'web_search');
    if (searched === undefined && conversation.tools.has('web_search')) {
      return {
        text: 'I will look for reliable sources on row level security first.',
        calls: [{ name: 'web_search', input: { query: 'row level security', num_results: 5 } }],
      };
    }
    if (searched !== undefined && !searched.includes('http')) {
      return { text: `The search did not work, so I wrote nothing. It answered: ${searched}` };
    }
    const written = resultOf(conversation, 'create_file');
    const argumentNames = conversation.tools.get('create_file');
    if (written === undefined && argumentNames !== undefined) {
      const contents = reportFrom(searched ?? '');
      return {
        text: 'The sources agree. I am writing the three facts down, each with its source.',
        calls: [
          { name: 'create_file', input: fileArguments(argumentNames, 'report.md', contents) },
        ],
      };
    }
    return { text: FINAL };
  },
};
