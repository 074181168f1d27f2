import { resultOf, type Conversation } from './conversation';
import type { Reply, Scene } from './reply';
import { reportScene } from './report-scene';

const DEFAULT_LONG_STEPS = 12;

const commandScene: Scene = {
  name: 'command',
  play(conversation) {
    const command = /run the command\s+(?:`([^`]+)`|"([^"]+)"|'([^']+)')/i.exec(
      conversation.prompt,
    );
    if (!command) return undefined;
    const output = resultOf(conversation, 'execute_command');
    if (output !== undefined) return { text: `The command answered:\n\n\`\`\`\n${output}\n\`\`\`` };
    return call(conversation, 'I will run that command.', 'execute_command', {
      command: command[1] ?? command[2] ?? command[3],
    });
  },
};

/** ``Use the tool `own-crm__get` with {"id": 7}``: any tool that the agent has. */
const toolScene: Scene = {
  name: 'tool',
  play(conversation) {
    const asked = /use the tool\s+`([\w-]{1,64})`(?:\s+with\s+(\{[\s\S]*\}))?/i.exec(
      conversation.prompt,
    );
    const [, name, given = '{}'] = asked ?? [];
    if (name === undefined) return undefined;
    const output = resultOf(conversation, name);
    if (output !== undefined) return { text: `The tool answered:\n\n\`\`\`\n${output}\n\`\`\`` };
    const input = inputOf(given);
    if (!input) return { text: `That is no JSON object, so \`${name}\` was not called.` };
    return call(conversation, `I will use ${name}.`, name, input);
  },
};

const askScene: Scene = {
  name: 'ask',
  play(conversation) {
    if (!/\bask me\b/i.test(conversation.prompt)) return undefined;
    const answer = resultOf(conversation, 'ask');
    if (answer !== undefined) return { text: `Thank you. You answered: ${answer}` };
    return call(conversation, 'I need to know one thing first.', 'ask', {
      question: 'Which colour do you prefer, blue or green?',
    });
  },
};

const longTaskScene: Scene = {
  name: 'long task',
  play(conversation) {
    if (!/long task|keep busy/i.test(conversation.prompt)) return undefined;
    const wanted = /(\d{1,3}) steps/i.exec(conversation.prompt)?.[1];
    const total = wanted === undefined ? DEFAULT_LONG_STEPS : Number(wanted);
    const done = conversation.results.length;
    if (done >= total) return { text: `All ${total} steps of the long task are done.` };
    return call(conversation, `Step ${done + 1} of ${total}.`, 'execute_command', {
      command: `sleep 1 && echo "step ${done + 1} of ${total}"`,
    });
  },
};

const parallelScene: Scene = {
  name: 'parallel',
  play(conversation) {
    if (!/in parallel/i.test(conversation.prompt)) return undefined;
    if (conversation.results.length > 0) {
      return { text: `All ${conversation.results.length} results are here.` };
    }
    const calls = ['row level security', 'sandboxing'].map((query) => ({
      name: 'web_search',
      input: { query, num_results: 3 },
    }));
    return conversation.tools.has('web_search')
      ? { text: 'I will search for both at once.', calls }
      : unavailable('web_search');
  },
};

const longAnswerScene: Scene = {
  name: 'long answer',
  play: ({ prompt }) =>
    /long answer/i.test(prompt)
      ? {
          text: Array.from(
            { length: 60 },
            (_, line) => `Line ${line + 1} of a long answer from the local stand-in.`,
          ).join('\n'),
        }
      : undefined,
};

/** `simulate error 500`: the provider refuses, as real ones do. */
const errorScene: Scene = {
  name: 'error',
  play({ prompt }) {
    const status = /simulate error ([45]\d\d)/i.exec(prompt)?.[1];
    if (status === undefined) return undefined;
    return {
      error: { status: Number(status), message: `The stand-in was told to answer ${status}` },
    };
  },
};

const defaultScene: Scene = {
  name: 'default',
  play: () => ({
    text: `Hello! This answer comes from Renum's local stand-in, not from a real model: no provider was called and nothing was charged by one.

To get real answers, open **Vault** in the console, add your OpenAI or Anthropic key (or an OpenAI-compatible server with its base URL), then pick that provider and a model in the agent's settings.

Until then, try one of these:
- Find three facts about row level security and write them to report.md
- Run the command \`uname -a\`
- Ask me something first
- Start a long task of 5 steps`,
  }),
};

const SCENES: readonly Scene[] = [
  reportScene,
  errorScene,
  commandScene,
  toolScene,
  longTaskScene,
  longAnswerScene,
  parallelScene,
  askScene,
  defaultScene,
];

/** The stand-in's next turn. */
export const nextReply = (conversation: Conversation): Reply => {
  for (const scene of SCENES) {
    const reply = scene.play(conversation);
    if (reply) return reply;
  }
  throw new Error('The default scene answers everything');
};

const call = (
  conversation: Conversation,
  text: string,
  name: string,
  input: Record<string, unknown>,
): Reply => (conversation.tools.has(name) ? { text, calls: [{ name, input }] } : unavailable(name));

function inputOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const unavailable = (tool: string): Reply => ({
  text: `This agent does not have the tool \`${tool}\`, so the local stand-in cannot do that.`,
});
