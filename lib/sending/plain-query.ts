// axios drops the other two.
const plainName = /^(?!constructor$|prototype$)[A-Za-z]\w*$/;
const plainValue = /^[\w.-]*$/;

/** The query that axios makes of `params` in which nothing has to be encoded, joined or left out; undefined for all others. */
export function plainQuery(params: object): string | undefined {
  if (Object.getPrototypeOf(params) !== Object.prototype) return undefined;
  let query = '';
  for (const name of Object.keys(params)) {
    const value = (params as Record<string, unknown>)[name];
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    const text = String(value);
    if (!plainName.test(name) || !plainValue.test(text)) return undefined;
    query += `${query === '' ? '?' : '&'}${name}=${text}`;
  }
  return query;
}
