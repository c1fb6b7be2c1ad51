/** Parameters of a request by name. A list is sent as the same name again, as RFC 8707 has it; undefined is not sent. */
export type RequestParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** As they are sent. */
export function searchParameters(parameters: RequestParameters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) search.append(name, one);
  }
  return search;
}
