/** The provider that streams: the first event at once, more at a model's pace, usage at the end. */
import { createServer } from 'node:http';

const [port] = process.argv.slice(2).map(Number);
const EVENTS = 10;
const PACE_MS = 4;
const chunk = (/** @type {object} */ rest) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'gpt-4.1-mini', ...rest })}\n\n`;
const word = chunk({ choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] });
const last =
  chunk({ choices: [], usage: { prompt_tokens: 50, completion_tokens: EVENTS } }) +
  'data: [DONE]\n\n';

createServer((req, res) => {
  req.resume();
  req.on('end', () => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    let sent = 0;
    const more = () => {
      res.write(word);
      sent += 1;
      if (sent < EVENTS) setTimeout(more, PACE_MS);
      else res.end(last);
    };
    more();
  });
}).listen(port, '127.0.0.1');
