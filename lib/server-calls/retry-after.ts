const longestMs = 24 * 60 * 60 * 1000;

/**
 * Milliseconds that a Retry-After asks for (RFC 9110 §10.2.3): seconds, or a date, which is read against the answer's own
 * `Date`, so that a clock that differs from the server's does no harm. Undefined when absent or nonsense. At most a day.
 *
 * @param headers - The answer's headers, with lower-case names.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, longestMs);
  const date = Date.parse(value);
  if (Number.isNaN(date) || !/^[A-Z][a-z]{2}/.test(value)) return undefined;
  const serversNow = Date.parse(headers['date'] ?? '');
  return Math.min(Math.max(0, date - (Number.isNaN(serversNow) ? nowMs : serversNow)), longestMs);
}
