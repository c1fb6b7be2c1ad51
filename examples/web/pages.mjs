import { html, page } from '../html.mjs';
import { fingerprint } from './token-actions.mjs';

export function homePage({ name }) {
  return page(
    'axios-oauthlib',
    html`<main class="narrow">
      <h1>Log in with one click, stay logged in</h1>
      <p>This application asks <strong>${name}</strong> who you are. Your tokens stay on the server.</p>
      <p class="buttons"><a class="button main" href="/login">Log in with ${name}</a></p>
      <p class="note">
        An example of axios-oauthlib: authorization code with PKCE, tokens in files, one refresh for all.
      </p>
    </main>`,
  );
}

const menu = {
  refreshImplicitly: 'Refresh implicitly',
  refreshExplicitly: 'Refresh explicitly',
  validate: 'Validate the token',
  revoke: 'Revoke the token',
};

export function profilePage({ service, profile, token, outcome, csrfToken }) {
  const actions = Object.entries(menu).filter(([name]) => name !== 'revoke' || service.revokes);
  const body = profile ? html`<div class="columns">${profileOf(profile)} ${tokenOf(token)}</div>` : loginAgain;
  return page(
    profile ? `Profile of ${nameOf(profile)}` : 'Log in again',
    html`<main>
      <h1>${profile ? `Hello, ${nameOf(profile)}` : 'You are logged in here, but not at the service'}</h1>
      ${outcome ? outcomeOf(outcome) : ''} ${body}
      <h2>What now?</h2>
      <div class="buttons">
        ${profile ? html`<a class="button main" href="/profile">Get the profile</a>` : html`<a class="button main" href="/login">Log in again</a>`}
        ${profile ? actions.map(([name, label]) => button(`/token/${name}`, label, csrfToken)) : ''}
        ${button('/logout', 'Log out', csrfToken, 'danger')}
      </div>
    </main>`,
  );
}

const loginAgain = html`<p>There is no token any more that would let this application call the API in your name.</p>`;

function button(action, label, csrfToken, kind = '') {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="csrfToken" value="${csrfToken}" />
    <button class="${kind}">${label}</button>
  </form>`;
}

function outcomeOf({ title, facts, bad }) {
  return html`<section class="outcome ${bad ? 'bad' : ''}" role="status">
    <h2>${title}</h2>
    ${list(facts)}
  </section>`;
}

/** GitHub says `login`, OpenID Connect `sub`. */
function nameOf({ name, login, sub }) {
  return name ?? login ?? sub;
}

function profileOf({ sub, id, email, login }) {
  return html`<section>
    <h2>What the service says of you</h2>
    ${list({ Id: sub ?? id, Account: login, 'E-mail': email })}
  </section>`;
}

function tokenOf({ access_token: accessToken, refresh_token: refreshToken, expiresAt, scope }) {
  const until = expiresAt === undefined ? 'no end' : new Date(expiresAt).toLocaleTimeString('en-GB');
  return html`<section>
    <h2>Your token</h2>
    ${list({
      'Access token': fingerprint(accessToken),
      'Refresh token': fingerprint(refreshToken),
      'Valid until': until,
      Scope: scope,
    })}
  </section>`;
}

function list(facts) {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null);
  return html`<dl>
    ${known.map(
      ([term, value]) =>
        html`<dt>${term}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

export function errorPage({ message, code }) {
  return page(
    'That did not work',
    html`<main class="narrow">
      <h1>That did not work</h1>
      <p>${message}</p>
      ${code ? html`<p class="note"><code>${code}</code></p>` : ''}
      <p class="buttons"><a class="button" href="/">Back to the beginning</a></p>
    </main>`,
  );
}
