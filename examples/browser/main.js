// npm run example:browser: a page that is its own OAuth client.
import axios from 'axios';
import { OAuth2Session } from 'axios-oauthlib';
import { beginLogin, endLogin } from './login.js';
import { stores } from './stores.js';

const at = (id) => document.getElementById(id);
const { issuer, clientId, notesUrl, scope } = (await axios.get('/config.json')).data;
const where = sessionStorage.getItem('where') ?? 'tabs';

const session = new OAuth2Session({
  provider: { issuer },
  clientId,
  redirectUri: `${location.origin}/`,
  scope,
  resource: notesUrl,
  store: stores[where](),
});
const api = session.attach(axios.create({ baseURL: notesUrl }));

let tokens = 0;
session.on('tokenUpdated', () => {
  at('tokens').textContent = String(++tokens);
});

/** Shows what came of it; a typed error says what to do. */
function whenClicked(id, act) {
  at(id).addEventListener('click', () => void shown(act));
}

async function shown(act) {
  try {
    tell(await act());
  } catch (error) {
    tell(`${error.code ?? error.name}: ${error.message}`, true);
  }
  await showToken();
}

function tell(text, bad = false) {
  const outcome = document.querySelector('.outcome');
  outcome.textContent = text ?? '';
  outcome.hidden = !text;
  outcome.classList.toggle('bad', bad);
}

/** A fingerprint: the token itself is shown to nobody. */
async function showToken() {
  const token = await session.token();
  at('token').textContent = token ? await fingerprint(token.access_token) : 'none';
  for (const id of ['call', 'expire', 'logout']) at(id).hidden = !token;
  at('login').hidden = token !== undefined;
}

async function fingerprint(secret) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const bytes = [...new Uint8Array(digest)].slice(0, 4);
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

whenClicked('login', () => beginLogin(session));
whenClicked('call', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => api.get('')));
  const [{ person, notes }] = answers.map(({ data }) => data);
  return `${answers.length} answers for ${person}: ${notes.join(', ')}`;
});
whenClicked('expire', async () => {
  await session.setToken({ ...(await session.token()), expiresAt: Date.now() - 10_000 });
  return 'The next call renews it first.';
});
whenClicked('logout', async () => {
  await session.forget();
  return 'You are logged out, in all tabs that share this login.';
});

at('where').value = where;
at('where').addEventListener('change', ({ target }) => {
  sessionStorage.setItem('where', target.value);
  location.reload();
});
document.addEventListener('visibilitychange', () => void showToken());

await shown(async () => ((await endLogin(session)) ? 'You are logged in.' : undefined));
document.body.dataset.ready = 'yes';
