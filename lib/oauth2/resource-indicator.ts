import { ConfigurationError } from '../errors.js';
import { parsedUrl } from '../parsed-url.js';

/** One resource server, or several, that a token is asked for: absolute URIs without a fragment (RFC 8707 §2). */
export type ResourceIndicator = string | readonly string[];

/** @throws {@link ConfigurationError} for what is no absolute URI, or has a fragment. */
export function resourceIndicators(resource: ResourceIndicator | undefined): readonly string[] {
  if (resource === undefined) return [];
  const resources: readonly unknown[] = typeof resource === 'string' ? [resource] : resource;
  if (Array.isArray(resources) && resources.every(isIndicator)) return resources as readonly string[];
  throw new ConfigurationError('resource', 'is an absolute URI without a fragment, or a list of them (RFC 8707 §2).');
}

function isIndicator(resource: unknown): boolean {
  return typeof resource === 'string' && !resource.includes('#') && parsedUrl(resource) !== undefined;
}
