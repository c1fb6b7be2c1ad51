import { loggedIn } from './scene.js';

describe('F20: when my token is revoked at the server while it looks fresh', () => {
  it('F20: ten requests succeed after one refresh', async () => {
    const { api, session, servers, finish } = await loggedIn();
    const { authorizationServer } = servers;
    expect((await api.get('/me')).status).toBe(200);
    authorizationServer.revoke((await session.token())?.access_token ?? '');

    const answers = await Promise.all(Array.from({ length: 10 }, () => api.get('/me')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    await finish();
  });
});
