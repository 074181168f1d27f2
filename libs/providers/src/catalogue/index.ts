import { airtable } from './airtable';
import { anthropic } from './anthropic';
import { binance } from './binance';
import { brave } from './brave';
import { cerebras } from './cerebras';
import { cohere } from './cohere';
import { coinbaseExchange } from './coinbase-exchange';
import { composio } from './composio';
import { daytona } from './daytona';
import { deepseek } from './deepseek';
import { discord } from './discord';
import { e2b } from './e2b';
import { elevenlabs } from './elevenlabs';
import { exa } from './exa';
import { firecrawl } from './firecrawl';
import { fireworks } from './fireworks';
import { github } from './github';
import { gitlab } from './gitlab';
import { google } from './google';
import { googleWorkspace } from './google-workspace';
import { groq } from './groq';
import { hubspot } from './hubspot';
import { huggingface } from './huggingface';
import { jira } from './jira';
import { langfuse } from './langfuse';
import { linear } from './linear';
import { mcp } from './mcp';
import { mistral } from './mistral';
import { notion } from './notion';
import { ollama } from './ollama';
import { openai } from './openai';
import { openaiCompatible } from './openai-compatible';
import { openrouter } from './openrouter';
import { pipedream } from './pipedream';
import { rapidapiActiveJobs } from './rapidapi-active-jobs';
import { rapidapiAmazon } from './rapidapi-amazon';
import { rapidapiLinkedin } from './rapidapi-linkedin';
import { rapidapiTwitter } from './rapidapi-twitter';
import { rapidapiYahooFinance } from './rapidapi-yahoo-finance';
import { rapidapiZillow } from './rapidapi-zillow';
import { resend } from './resend';
import { sendgrid } from './sendgrid';
import { serpapi } from './serpapi';
import { serper } from './serper';
import { slack } from './slack';
import { stripe } from './stripe';
import { tavily } from './tavily';
import { telegram } from './telegram';
import { together } from './together';
import { trello } from './trello';
import { twilio } from './twilio';
import { vllm } from './vllm';
import { whatsappCloud } from './whatsapp-cloud';
import { xAi } from './x-ai';
import type { ProviderManifestInput } from '../manifest';

/** Models first, then tools by what they are for; the console keeps this order. */
export const BUILT_IN: readonly ProviderManifestInput[] = [
  openai,
  anthropic,
  groq,
  openrouter,
  mistral,
  deepseek,
  together,
  fireworks,
  google,
  xAi,
  cerebras,
  ollama,
  vllm,
  openaiCompatible,
  tavily,
  firecrawl,
  serper,
  serpapi,
  brave,
  exa,
  whatsappCloud,
  slack,
  discord,
  telegram,
  twilio,
  resend,
  sendgrid,
  e2b,
  daytona,
  mcp,
  composio,
  pipedream,
  github,
  gitlab,
  linear,
  langfuse,
  jira,
  googleWorkspace,
  notion,
  airtable,
  hubspot,
  trello,
  elevenlabs,
  huggingface,
  cohere,
  stripe,
  binance,
  coinbaseExchange,
  rapidapiLinkedin,
  rapidapiTwitter,
  rapidapiZillow,
  rapidapiAmazon,
  rapidapiYahooFinance,
  rapidapiActiveJobs,
];
