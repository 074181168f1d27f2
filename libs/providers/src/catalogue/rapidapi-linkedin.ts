import type { ProviderManifestInput } from '../manifest';
import { body, choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

const PROFILE = text('Address of a profile, https://www.linkedin.com/in/…');
const COMPANY = text('Address of a company, https://www.linkedin.com/company/…');
const LINK = body({ link: PROFILE }, 'link');
const page = whole(undefined, 1);

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiLinkedin: ProviderManifestInput = {
  id: 'rapidapi-linkedin',
  title: 'LinkedIn data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://linkedin-data-scraper.p.rapidapi.com',
  hosts: ['linkedin-data-scraper.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'linkedin-data-scraper.p.rapidapi.com' },
  operations: [
    read('person', 'A person', 'POST /person', LINK),
    read('person_urn', 'A person, by URN', 'POST /person_urn', LINK),
    read('person_deep', 'A person, in depth', 'POST /person_deep', LINK),
    read(
      'profile_updates',
      "A person's posts",
      'GET /profile_updates',
      query(
        {
          profile_url: PROFILE,
          page,
          reposts: whole('1 with them', 0, 1),
          comments: whole('1 with them', 0, 1),
        },
        'profile_url',
      ),
    ),
    read(
      'profile_recent_comments',
      "A person's comments",
      'POST /profile_recent_comments',
      body({ profile_url: PROFILE, page, paginationToken: text() }, 'profile_url'),
    ),
    read(
      'comments_from_recent_activity',
      'Recent activity',
      'GET /comments_from_recent_activity',
      query({ profile_url: PROFILE, page }, 'profile_url'),
    ),
    read('person_skills', "A person's skills", 'POST /person_skills', LINK),
    read(
      'email_to_linkedin_profile',
      'A person, by email',
      'POST /email_to_linkedin_profile',
      body({ email: text() }, 'email'),
    ),
    read('company', 'A company', 'POST /company', body({ link: COMPANY }, 'link')),
    read(
      'web_domain',
      'A company, by domain',
      'POST /web-domain',
      body({ link: text('Domain, e.g. example.com') }, 'link'),
    ),
    read(
      'similar_profiles',
      'Similar people',
      'GET /similar_profiles',
      query({ profileUrl: PROFILE }, 'profileUrl'),
    ),
    read(
      'company_jobs',
      "A company's jobs",
      'POST /company_jobs',
      body({ company_url: COMPANY, count: whole('How many', 1) }, 'company_url'),
    ),
    read(
      'company_updates',
      "A company's posts",
      'GET /company_updates',
      query(
        {
          company_url: COMPANY,
          page,
          reposts: whole(undefined, 0, 2),
          comments: whole(undefined, 0, 2),
        },
        'company_url',
      ),
    ),
    read(
      'company_updates_post',
      "A company's posts, by count",
      'POST /company_updates',
      body(
        {
          company_url: COMPANY,
          posts: whole(undefined, 1),
          comments: whole(undefined, 0),
          reposts: whole(undefined, 0),
        },
        'company_url',
      ),
    ),
    read(
      'company_employee',
      "A company's people",
      'GET /company_employee',
      query({ companyId: text('The number of the company'), page }, 'companyId'),
    ),
    read(
      'search_posts_with_filters',
      'Search posts',
      'GET /search_posts_with_filters',
      query(
        {
          query: text('Words'),
          page,
          sort_by: choice(['relevance', 'date_posted']),
          author_job_title: text(),
          content_type: choice([
            'photos',
            'videos',
            'liveVideos',
            'collaborativeArticles',
            'documents',
          ]),
          from_member: text('URNs, with commas'),
          from_organization: text('Ids, with commas'),
          author_company: text('Ids, with commas'),
        },
        'query',
      ),
    ),
    read(
      'search_jobs',
      'Search jobs',
      'GET /search_jobs',
      query(
        {
          query: text('e.g. "Software developer"'),
          page,
          searchLocationId: text(),
          easyApply: choice(['true', 'false']),
          experience: text(
            '1 intern, 2 entry, 3 associate, 4 mid-senior, 5 director, 6 executive; with commas',
          ),
          jobType: text(
            'F full time, P part time, C contract, T temporary, V volunteer, I internship, O other; with commas',
          ),
          postedAgo: text('Seconds, e.g. 3600'),
          workplaceType: text('1 on site, 2 remote, 3 hybrid; with commas'),
          sortBy: choice(['DD', 'R'], 'Newest, or most fitting'),
        },
        'query',
      ),
    ),
    read(
      'search_people_with_filters',
      'Search people',
      'POST /search_people_with_filters',
      body({
        keyword: text(),
        page,
        title_free_text: text('Job title'),
        company_free_text: text('Company'),
        first_name: text(),
        last_name: text(),
        current_company_list: text('Ids, with commas'),
        past_company_list: text('Ids, with commas'),
        location_list: text('Ids, with commas'),
        school_free_text: text(),
      }),
    ),
    read(
      'search_company_with_filters',
      'Search companies',
      'POST /search_company_with_filters',
      body({
        keyword: text(),
        page,
        company_size_list: text('Letters A to I, with commas'),
        hasJobs: choice(['true', 'false']),
        location_list: text('Ids, with commas'),
        industry_list: text('Ids, with commas'),
      }),
    ),
  ],
  test: {
    method: 'GET',
    path: '/search_jobs',
    query: { query: 'engineer', page: '1' },
    free: false,
  },
  limits: TOOL_LIMITS,
};
