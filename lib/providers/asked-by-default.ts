import type { OAuth2Hooks } from '../oauth2/hook-points.js';

/** Parameters of the authorization request that the service needs; what the program says itself wins. Beside other hooks. */
// @__NO_SIDE_EFFECTS__
export function askedByDefault(parameters: Readonly<Record<string, string>>, others: OAuth2Hooks = {}): OAuth2Hooks {
  return {
    ...others,
    authorizationRequest(request) {
      for (const [name, value] of Object.entries(parameters)) if (!request.has(name)) request.set(name, value);
      return request;
    },
  };
}
