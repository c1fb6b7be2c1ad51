import { isAxiosError, type AxiosResponse } from 'axios';
import type { OutgoingRequest } from '../scheme.js';
import type { Answer, EngineRequest, Journey } from '../sending/sending-on.js';
import { takeRedirects, tellFinalUrl } from '../sending/unfollowed.js';
import type { Placement } from './placement.js';
import type { SignHop } from './redirected-request.js';

/** A send whose redirects are signed anew, hop by hop: no adapter may follow one with the used signature. */
export function signedHops(
  first: EngineRequest,
  placement: Placement,
  sign: SignHop,
): NonNullable<OutgoingRequest['sendOn']> {
  return (send, reach, config) => (sendable) => {
    const journey = { first, send, reach, config };
    takeRedirects(sendable);
    return send(sendable).then(
      (response) => (leadsOn(response) ? follow(journey, placement, sign, { response }) : arrived(journey, response)),
      (error: unknown) => {
        const response = isAxiosError(error) ? error.response : undefined;
        if (leadsOn(response)) return follow(journey, placement, sign, { response, failure: { error } });
        arrived(journey, response);
        throw error;
      },
    );
  };
}

/** A redirect, or, in a page, one that fetch does not show. */
function leadsOn(response: AxiosResponse | undefined): response is AxiosResponse {
  return response?.status === 0 || (response !== undefined && response.status >= 300 && response.status < 400);
}

function arrived<Response extends AxiosResponse | undefined>({ first }: Journey, response: Response): Response {
  tellFinalUrl(first, response);
  return response;
}

async function follow(journey: Journey, placement: Placement, sign: SignHop, answer: Answer): Promise<AxiosResponse> {
  const { signAlong } = await import('./redirected-request.js');
  return signAlong(journey, placement, sign, answer);
}
