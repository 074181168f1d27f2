import type { ProviderManifestInput } from '../manifest';
import { choice, query, text } from './inputs';
import { read, TOOL_LIMITS } from './operations';

const screenname = text('Without @');
const cursor = text('From the answer before, for the next page');
const PERSON = query({ screenname, cursor }, 'screenname');
const POST = query({ id: text('The number of the post'), cursor }, 'id');

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiTwitter: ProviderManifestInput = {
  id: 'rapidapi-twitter',
  title: 'Twitter / X data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://twitter-api45.p.rapidapi.com',
  hosts: ['twitter-api45.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'twitter-api45.p.rapidapi.com' },
  operations: [
    read('user_info', 'A person', 'GET /screenname.php', PERSON),
    read('timeline', "A person's posts", 'GET /timeline.php', PERSON),
    read('following', 'Whom a person follows', 'GET /following.php', PERSON),
    read('followers', 'Who follows a person', 'GET /followers.php', PERSON),
    read(
      'search',
      'Search posts',
      'GET /search.php',
      query(
        {
          query: text(),
          search_type: choice(['Top', 'Latest', 'People', 'Photos', 'Videos']),
          cursor,
        },
        'query',
      ),
    ),
    read('replies', "A person's replies", 'GET /replies.php', PERSON),
    read(
      'check_retweet',
      'Whether a person reposted',
      'GET /checkretweet.php',
      query({ screenname, tweet_id: text() }, 'screenname', 'tweet_id'),
    ),
    read('tweet', 'A post', 'GET /tweet.php', POST),
    read('tweet_thread', 'A thread', 'GET /tweet_thread.php', POST),
    read('retweets', 'Who reposted', 'GET /retweets.php', POST),
    read('latest_replies', 'Replies to a post', 'GET /latest_replies.php', POST),
  ],
  test: { method: 'GET', path: '/screenname.php', query: { screenname: 'x' }, free: false },
  limits: TOOL_LIMITS,
};
