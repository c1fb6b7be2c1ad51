import axios from 'axios';
import type { ForeignServer } from '../../fixtures/servers/foreign-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { failureOf, loggedIn } from './scene.js';

const places = [
  { place: 'another port', urlOf: (foreign: ForeignServer) => `${foreign.origin}/token` },
  { place: 'another host', urlOf: (foreign: ForeignServer) => `${foreign.originAs()}/token` },
  { place: 'user@host', urlOf: (foreign: ForeignServer, origin: string) => foreign.disguisedAs(origin, '/token') },
];
const cases = places.flatMap((place) =>
  [302, 307, 308].flatMap((status) => (['http', 'fetch'] as const).map((adapter) => ({ ...place, status, adapter }))),
);

describe('F11: when the token endpoint redirects me', () => {
  it.each(cases)(
    'F11: my secrets do not follow a $status to $place, over $adapter',
    async ({ status, urlOf, adapter }) => {
      const session = { axios: axios.create({ adapter }) };
      const { api, session: mine, authorizationServer, foreign, finish } = await loggedIn({ expired: true, session });
      const before = await mine.token();
      authorizationServer.always(faults.redirect(status, urlOf(foreign, authorizationServer.origin)));
      const error = await failureOf(api.get('/me'));
      expect(error).toMatchObject({
        code: 'ERR_OAUTH_TOKEN_RESPONSE',
        status,
        message: expect.stringContaining('redirect'),
      });
      expect(foreign.received).toEqual([]);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(await mine.token()).toEqual(before);

      authorizationServer.mend();
      expect((await api.get('/me')).status).toBe(200);
      await finish();
    },
  );
});
