import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

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
    read('user_info', 'A person', 'GET /screenname.php'),
    read('timeline', "A person's posts", 'GET /timeline.php'),
    read('following', 'Whom a person follows', 'GET /following.php'),
    read('followers', 'Who follows a person', 'GET /followers.php'),
    read('search', 'Search posts', 'GET /search.php'),
    read('replies', "A person's replies", 'GET /replies.php'),
    read('check_retweet', 'Whether a person reposted', 'GET /checkretweet.php'),
    read('tweet', 'A post', 'GET /tweet.php'),
    read('tweet_thread', 'A thread', 'GET /tweet_thread.php'),
    read('retweets', 'Who reposted', 'GET /retweets.php'),
    read('latest_replies', 'Replies to a post', 'GET /latest_replies.php'),
  ],
  test: { method: 'GET', path: '/screenname.php', query: { screenname: 'x' }, free: false },
  limits: TOOL_LIMITS,
};
