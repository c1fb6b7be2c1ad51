// A web application in which people log in, see their profile, and try what becomes of their token.
import { randomBytes, randomUUID } from 'node:crypto';
import axios from 'axios';
import express from 'express';
import expressSession from 'express-session';
import { OAuth2Session, isOAuthError } from 'axios-oauthlib';
import { pageHeaders } from '../html.mjs';
import { csrfTokenOf, refuseForgedForms } from './csrf.mjs';
import { errorPage, homePage, profilePage } from './pages.mjs';
import { tokenActions } from './token-actions.mjs';

/**
 * @param options.service - Where people log in; see services.mjs.
 * @param options.origin - Of this app, as browsers see it.
 * @param options.store - Keeps the tokens of all people. The session of express keeps the name of the account, and no token.
 */
export function createApp({ service, origin, store }) {
  const { provider, client, scope, profileUrl, parameters } = service;
  const oauth = new OAuth2Session({ provider, ...client, redirectUri: `${origin}/callback`, scope, store });
  const api = oauth.attach(axios.create({ baseURL: new URL(profileUrl).origin }));
  const profileOf = async (account) => (await api.get(profileUrl, { oauth: { account } })).data;

  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set(pageHeaders());
    next();
  });
  app.use(webSessions(origin));

  app.get('/', (request, response) => {
    if (request.session.account) response.redirect('/profile');
    else response.send(homePage(service));
  });

  app.get('/login', async (request, response) => {
    const { url, pending } = await oauth.authorizationUrl(parameters);
    request.session.pending = pending; // holds secrets: on the server, for this browser only
    response.redirect(url);
  });

  app.get('/callback', async (request, response) => {
    const { pending, account: former } = request.session;
    if (!pending) return response.redirect('/');
    delete request.session.pending;
    // Each login is an account of its own, so that one person may log in with two browsers, and out of one.
    const account = randomUUID();
    await oauth.account(account).fetchToken({ authorizationResponse: request.originalUrl, pending });
    if (former) await oauth.account(former).forget();
    await renewed(request.session); // a session id that somebody else has planted is of no use
    request.session.account = account;
    response.redirect('/profile');
  });

  app.use(onlyLoggedIn);

  app.get('/profile', async (request, response) => {
    const { account, outcome } = request.session;
    delete request.session.outcome;
    const person = oauth.account(account);
    const profile = await profileOf(account).catch(onlyWhenLoggedOut);
    const token = profile && (await person.token());
    response.send(profilePage({ service, profile, token, outcome, csrfToken: csrfTokenOf(request.session) }));
  });

  app.use(express.urlencoded({ extended: false }), refuseForgedForms);

  for (const [name, act] of Object.entries(tokenActions(service))) {
    app.post(`/token/${name}`, async (request, response) => {
      const { account } = request.session;
      const call = () => profileOf(account);
      request.session.outcome = await act(oauth.account(account), call).catch(failed);
      response.redirect(303, '/profile');
    });
  }

  app.post('/logout', async (request, response) => {
    await oauth.account(request.session.account).forget();
    await ended(request.session);
    response.clearCookie('examples.sid').redirect(303, '/');
  });

  app.use((error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = isOAuthError(error) ? 400 : (error.status ?? 500);
    if (status === 500) console.error(error);
    response.status(status).send(errorPage(error));
  });
  return app;
}

function webSessions(origin) {
  return expressSession({
    name: 'examples.sid',
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: origin.startsWith('https:') },
  });
}

function onlyLoggedIn(request, response, next) {
  if (request.session.account) next();
  else response.redirect(303, '/');
}

/** Without a token the page says so; anything else is an error. */
function onlyWhenLoggedOut(error) {
  if (!isOAuthError(error)) throw error;
  if (!['ERR_OAUTH_TOKEN_MISSING', 'ERR_OAUTH_INVALID_GRANT', 'ERR_OAUTH_TOKEN_EXPIRED'].includes(error.code))
    throw error;
  return undefined;
}

/** What a person is told of an error: its message says what to do, and never holds a secret. */
function failed(error) {
  if (!isOAuthError(error)) throw error;
  return { title: 'That did not work', facts: { [error.code]: error.message }, bad: true };
}

function renewed(session) {
  return new Promise((resolve, reject) => session.regenerate((error) => (error ? reject(error) : resolve())));
}

function ended(session) {
  return new Promise((resolve, reject) => session.destroy((error) => (error ? reject(error) : resolve())));
}
