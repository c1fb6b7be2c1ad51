// What a person's browser does during a login: follows redirects and keeps cookies, until the app's own address comes up.

/** Opens `url` and gives back the callback URL that the browser would call. */
export async function logInWithoutABrowser(url, redirectUri) {
  const cookies = new Map();
  for (let next = new URL(url), hops = 0; hops < 10; hops++) {
    if (next.href.startsWith(redirectUri)) return next.href;
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location)
      throw new Error(`The login stopped at ${next.pathname} with ${answer.status}: ${await answer.text()}`);
    next = new URL(location, next);
  }
  throw new Error('The login went in circles.');
}
