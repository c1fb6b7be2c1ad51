import { ConfigurationError } from '../errors.js';

/**
 * A host name and nothing else: no scheme, port, user or path could lead a secret elsewhere.
 *
 * @throws {@link ConfigurationError} that names the option.
 */
export function hostName(value: unknown, option: string, example: string): string {
  const text = typeof value === 'string' ? value : '';
  const labels = text.split('.');
  if (labels.length > 1 && labels.every(isLabel)) return text.toLowerCase();
  throw new ConfigurationError(option, `is a host name, as ${example}, without https:// and path.`);
}

/** One label of a host name, before a domain that the service fixes. @throws {@link ConfigurationError} that names the option. */
export function hostLabel(value: unknown, option: string, example: string): string {
  if (typeof value === 'string' && isLabel(value)) return value.toLowerCase();
  throw new ConfigurationError(option, `is a name of letters, digits and hyphens, as ${example}.`);
}

/** One segment of a path. @throws {@link ConfigurationError} that names the option. */
export function pathSegment(value: unknown, option: string, example: string): string {
  if (typeof value === 'string' && /^[\w.~-]+$/.test(value) && !/^\.+$/.test(value)) return value;
  throw new ConfigurationError(option, `is a name without slashes, as ${example}.`);
}

/** Where a service that people host themselves begins, without a slash at the end. @throws {@link ConfigurationError} that names the option. */
export function baseOf(value: unknown, option: string, example: string): string {
  const text = typeof value === 'string' ? value : '';
  const url = urlOf(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(text);
  if (isPlain) return url.href.replace(/\/+$/, '');
  throw new ConfigurationError(option, `is a URL without query, fragment and user, as ${example}.`);
}

function isLabel(label: string): boolean {
  return /^[a-z\d-]{1,63}$/i.test(label) && !label.startsWith('-') && !label.endsWith('-');
}

function urlOf(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}
