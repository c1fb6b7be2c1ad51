import { faults } from '../../fixtures/servers/faults.js';
import { concurrently, loggedIn } from './scene.js';

const successes = Array.from({ length: 200 }, () => 200);

describe('F01: when I send 200 requests at once', () => {
  it('F01a: they all succeed after one refresh, although every one of them was refused at the same instant', async () => {
    const { api, authorizationServer, apiServer, finish } = await loggedIn({ deadAtServer: true });
    const refusals = faults.holdAnswer();
    apiServer.always(refusals);
    const answers = concurrently(200, () => api.get('/me'));
    await refusals.until(200);
    refusals.release();

    expect((await answers).map(({ status }) => status)).toEqual(successes);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests).toHaveLength(400);
    await finish();
  });

  it('F01b: they all succeed after one refresh, and none is sent with a token that is known to have expired', async () => {
    const { api, authorizationServer, apiServer, finish } = await loggedIn({ expired: true });
    const answers = await concurrently(200, () => api.get('/me'));

    expect(answers.map(({ status }) => status)).toEqual(successes);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests.map(({ status }) => status)).toEqual(successes);
    await finish();
  });
});
