// The program as a worker. A promise must not be shared between requests there, so each request has a session of its own.
import { smoke } from './smoke.mjs';

export default {
  async fetch(request) {
    const outcome = smoke(await request.json());
    return new Response(await outcome.catch((error) => error.stack ?? String(error)));
  },
};
