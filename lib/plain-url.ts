// The last piece of the host begins with a letter, so that it is no number, and hyphens stand alone, so that it is no punycode. No
// segment of the path begins with a dot.
const plainPlace = /^https?:\/\/(?:[a-z\d]+[-.])*[a-z][a-z\d]*(?:(?:\/[\w~-][\w.~-]*)+\/?|\/)$/;
const notPlain = /[^\w.~%&=+?-]/;
/** Many requests go to the place of the one before. */
let lastPlain: string | undefined;

/**
 * Whether a URL is one that `new URL` leaves as it is, without user, port and fragment. Most are, and to parse them would be among
 * the dearest parts of a signature.
 */
export function isPlainUrl(text: string): boolean {
  const end = text.indexOf('?');
  const place = end < 0 ? text : text.slice(0, end);
  if (place !== lastPlain && plainPlace.test(place)) lastPlain = place;
  return place === lastPlain && !notPlain.test(text.slice(place.length));
}
