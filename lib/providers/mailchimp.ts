import type { OAuth2Provider } from '../oauth2/provider.js';

/**
 * Mailchimp: tokens never expire, which it says as a lifetime of 0. Which host the API of an account has is said by
 * https://login.mailchimp.com/oauth2/metadata. https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
 */
export const mailchimp: OAuth2Provider = {
  name: 'Mailchimp',
  authorizationEndpoint: 'https://login.mailchimp.com/oauth2/authorize',
  tokenEndpoint: 'https://login.mailchimp.com/oauth2/token',
  clientAuthentication: 'client_secret_post',
};
