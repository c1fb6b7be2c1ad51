import { faults } from '../../fixtures/servers/faults.js';
import { loggedIn } from './scene.js';

const hostile =
  '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":"yes","hasOwnProperty":"yes",' +
  '"revision":"theirs","issuedAt":1,"expiresAt":1,"refusedGrant":{"revision":"theirs"},';

describe('F23: when the answer of the token endpoint holds hostile members', () => {
  it.each([
    { place: 'before', change: (body: string) => body.replace('{', `{${hostile}`) },
    { place: 'after', change: (body: string) => body.replace('}', `,${hostile.slice(0, -1)}}`) },
  ])(
    'F23: my request succeeds and nothing is polluted or shadowed; they stand $place the others',
    async ({ change }) => {
      const { api, session, authorizationServer, finish } = await loggedIn({ expired: true });
      authorizationServer.next(faults.mutateBody(change));
      expect((await api.get('/me')).status).toBe(200);

      expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted');
      expect({}).not.toHaveProperty('polluted');
      const token = { ...(await session.token()) };
      delete token.dpopKey; // ours, when the scenario runs with DPoP
      expect(Object.keys(token).sort()).toEqual(
        ['access_token', 'expiresAt', 'issuedAt', 'refresh_token', 'revision', 'scope', 'token_type'].sort(),
      );
      expect(token.toString).toBe(Object.prototype.toString);
      expect(token.revision).not.toBe('theirs');
      expect(token.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
      expect((await api.get('/me')).status).toBe(200);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      await finish();
    },
  );
});
