import type { AxiosError, AxiosResponse } from 'axios';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import type { Answer, EngineRequest, Journey } from '../sending/sending-on.js';
import { takeRedirects, tellFinalUrl } from '../sending/unfollowed.js';

/**
 * A send whose redirects no adapter may follow, because it would go on with the used signature.
 *
 * @param follow - Goes on instead.
 */
export function signedHops(
  first: EngineRequest,
  follow: (journey: Journey, answer: Answer) => Promise<AxiosResponse>,
): NonNullable<OutgoingRequest['sendOn']> {
  return (send, reach, config) => (sendable) => {
    const sinceMs = performance.now();
    const judged = (answer: Answer): MaybePromise<AxiosResponse> => {
      const { response, failure } = answer;
      if (response && leadsOn(response)) return follow({ first, send, reach, config, sinceMs }, answer);
      tellFinalUrl(first, response);
      if (failure || !response) throw failure?.error;
      return response;
    };
    takeRedirects(sendable);
    return send(sendable).then(
      (response) => judged({ response }),
      (error: unknown) => judged({ response: (error as Partial<AxiosError> | null)?.response, failure: { error } }),
    );
  };
}

/** A redirect; 0 is one that fetch does not show to a page. */
function leadsOn({ status }: AxiosResponse): boolean {
  return status === 0 || (status >= 300 && status < 400);
}
