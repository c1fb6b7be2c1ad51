// Forms of another site must not act for a person: the cookie is SameSite=Lax, and each form holds what only our pages know.
import { randomBytes, timingSafeEqual } from 'node:crypto';

export function csrfTokenOf(session) {
  session.csrfToken ??= randomBytes(32).toString('base64url');
  return session.csrfToken;
}

export function refuseForgedForms(request, response, next) {
  if (request.method !== 'POST' || isSame(request.body?.csrfToken, request.session.csrfToken)) return next();
  next(Object.assign(new Error('This form was not sent from our page, or its page is too old.'), { status: 403 }));
}

function isSame(given, expected) {
  if (typeof given !== 'string' || typeof expected !== 'string' || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
