// The page on which a person says who they are, and whether they allow it.
import { html, page, pageHeaders } from '../html.mjs';

export const loginPage = {
  headers: pageHeaders({ formsTo: '*' }), // the answer of the form leads back to the app
  html: ({ name, people, scope }) =>
    page(
      'Log in',
      html`<main class="narrow">
        <h1>Log in</h1>
        <p><strong>${name}</strong> would like to</p>
        <ul>
          ${asked(scope).map((what) => html`<li>${what}</li>`)}
        </ul>
        <form method="post">
          <fieldset>
            <legend>Who are you?</legend>
            ${Object.entries(people).map(
              ([id, person], index) =>
                html`<label class="choice"
                  ><input type="radio" name="person" value="${id}" ${index === 0 ? html`checked` : ''} />
                  <span>${person.name}<small>${person.email}</small></span></label
                >`,
            )}
          </fieldset>
          <p class="buttons">
            <button name="decision" value="allow" class="main">Allow</button>
            <button name="decision" value="deny">Deny</button>
          </p>
        </form>
        <p class="note">The service of the examples: nobody needs a password here.</p>
      </main>`,
    ),
};

const inWords = {
  openid: 'know that it is you',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'keep you logged in',
  'notes:read': 'read your notes',
};

function asked(scope = '') {
  const names = scope.split(' ').filter((name) => name !== '');
  return names.length === 0 ? [inWords.openid] : names.map((name) => inWords[name] ?? name);
}

/** What a person sent with the form; undefined for who only looks. */
export async function readForm(request) {
  if (request.method !== 'POST') return undefined;
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return Object.fromEntries(new URLSearchParams(body));
}
