/** axios drops the other two. */
const plainPair = /^(?!(?:constructor|prototype)=)[A-Za-z]\w*=[\w.-]*$/;

/** The query that axios makes of `params` in which nothing has to be encoded, joined or left out; undefined for all others. */
export function plainQuery(params: object): string | undefined {
  if (Object.getPrototypeOf(params) !== Object.prototype) return undefined;
  let query = '';
  for (const name of Object.keys(params)) {
    const value = (params as Record<string, unknown>)[name];
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    const pair = `${name}=${String(value)}`;
    if (!plainPair.test(pair)) return undefined;
    query += (query === '' ? '?' : '&') + pair;
  }
  return query;
}
