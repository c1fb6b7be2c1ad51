// A login in the page: pending waits in sessionStorage, which only this tab reaches, until the person comes back.

export async function beginLogin(session) {
  const { url, pending } = await session.authorizationUrl();
  sessionStorage.setItem('pending', JSON.stringify(pending));
  location.assign(url);
}

/** Ends a login that has come back to this page; false when it was opened without one. */
export async function endLogin(session) {
  const { href, search, pathname } = location;
  const pending = sessionStorage.getItem('pending');
  sessionStorage.removeItem('pending');
  if (!new URLSearchParams(search).has('state')) return false;
  history.replaceState(null, '', pathname); // the code leaves the address bar
  if (pending === null) return false;
  await session.fetchToken({ authorizationResponse: href, pending: JSON.parse(pending) });
  return true;
}
