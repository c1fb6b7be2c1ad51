// The pages for a login that begins on another device: the code is typed, compared, and then comes the login page (RFC 8628 §3.3).
// Forms and buttons belong together by the forms' ids, which are oidc-provider's; its script is not, for pages here have none.
import { html, page, pageHeaders, trusted } from '../html.mjs';

export const devicePages = {
  userCodeInputSource: (context, form, _asked, error) =>
    answer(
      context,
      'Connect a device',
      html`<h1>Connect a device</h1>
        <p>Type the code that it shows.</p>
        ${trusted(form.replace(/ onfocus="[^"]*"/, ''))}
        ${error ? html`<p class="outcome bad" role="alert">${problem(error)}</p>` : ''}
        <p class="buttons"><button form="op.deviceInputForm" class="main">Continue</button></p>`,
    ),
  userCodeConfirmSource: (context, form, client, _device, code) =>
    answer(
      context,
      'Is this your device?',
      html`<h1>Is this your device?</h1>
        <p><strong>${client.clientName ?? client.clientId}</strong> must show this very code:</p>
        <p class="code">${code}</p>
        ${trusted(form)}
        <p class="buttons">
          <button form="op.deviceConfirmForm" class="main">It does</button>
          <button form="op.deviceConfirmForm" name="abort" value="yes">It does not</button>
        </p>`,
    ),
  successSource: (context) =>
    answer(
      context,
      'You are logged in',
      html`<h1>You are logged in</h1>
        <p>You can close this page, and go on where you came from.</p>`,
    ),
};

function answer(context, title, content) {
  context.set(pageHeaders());
  context.body = page(title, html`<main class="narrow">${content}</main>`);
}

function problem({ name }) {
  if (name === 'AbortedError') return 'Nothing was allowed.';
  return 'This code is not known, used already, or too old.';
}
