import { faults } from '../../fixtures/servers/faults.js';
import { concurrently, failureOf, loggedIn } from './scene.js';

const lostAnswers = [
  { id: 'F04', how: 'the server rotates my refresh token and resets the connection', fault: faults.rotateThenReset },
  { id: 'F05', how: 'the server rotates my refresh token and never answers', fault: faults.rotateThenHang },
  { id: 'F08', how: 'the connection is reset in the middle of the token answer', fault: faults.halfBodyThenReset },
];
const session = { tokenTimeoutMs: 500 };

const reuse = {
  code: 'ERR_OAUTH_INVALID_GRANT',
  error: 'invalid_grant',
  error_description: expect.stringContaining('used before'),
};

describe.each(lostAnswers)('$id: when $how', ({ id, fault }) => {
  it(`${id}: my 25 requests succeed, because the old token is shown once more to a server with a grace window`, async () => {
    const { api, authorizationServer, finish } = await loggedIn({
      expired: true,
      session,
      server: { graceMs: 10_000 },
    });
    authorizationServer.next(fault());
    const answers = await concurrently(25, () => api.get('/me'));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await api.get('/me')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    expect(authorizationServer.rotations).toBe(1);
    await finish();
  });

  it(`${id}: without a grace window I am asked to log in again after two token calls, whatever my 25 requests do`, async () => {
    const { api, session: mine, authorizationServer, finish } = await loggedIn({ expired: true, session });
    const reauthorize = jest.fn();
    mine.on('reauthorize', reauthorize);
    authorizationServer.next(fault());
    const errors = await concurrently(24, () => failureOf(api.get('/me')));
    errors.push(await failureOf(api.get('/me')));
    for (const error of errors) expect(error).toMatchObject(reuse);
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    expect(reauthorize).toHaveBeenCalledTimes(1);
    await finish();
  });
});
