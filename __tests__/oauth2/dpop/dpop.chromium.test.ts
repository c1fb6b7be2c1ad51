import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { describeWith } from '../../../fixtures/required-service.js';
import { importJwk, parseJws, thumbprintOf } from '../../../fixtures/servers/compact-jws.js';
import { startOidcServer, type OidcServer } from '../../../fixtures/servers/oidc-server.js';
import { closeAll } from '../../../fixtures/servers/running-server.js';
import { chromiumIsThere, openTab, startChromium } from '../../../fixtures/tabs/chromium.js';
import { startPageServer, type PageServer } from '../../../fixtures/tabs/page-server.js';

jest.setTimeout(60_000);

describeWith('chromium', chromiumIsThere, () => {
  let browser: Browser;
  let app: PageServer;
  let server: OidcServer;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    browser = await startChromium();
    app = await startPageServer({ authorizationServer: '', api: '' });
    server = await startOidcServer(600, {
      features: { dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true } },
      clients: [
        {
          client_id: 'page',
          token_endpoint_auth_method: 'none',
          redirect_uris: [`${app.origin}/`],
          application_type: 'native',
          grant_types: ['authorization_code', 'refresh_token'],
        },
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await closeAll(app, server);
  });

  it('a page logs in with a key that cannot be exported, and goes on with it after it was loaded anew (9449-5-a)', async () => {
    const tab = await openTab(await browser.newContext(), app.origin);
    await tab.do('openBound', server.issuer);
    await tab.page.goto(await tab.do('beginLogin')); // over the server, and back
    await tab.do('openBound', server.issuer);
    expect(await tab.do('endLogin')).toBe('DPoP');
    expect(await tab.do('whoAmI', 'xhr')).toEqual({ sub: 'ann' });
    expect(await tab.do('whoAmI', 'fetch')).toEqual({ sub: 'ann' });

    await tab.page.goto(app.origin);
    await tab.do('openBound', server.issuer);
    expect(await tab.do('whoAmI', 'fetch')).toEqual({ sub: 'ann' }); // the API has to ask for a nonce first
    await tab.do('renew');
    expect(await tab.do('whoAmI', 'xhr')).toEqual({ sub: 'ann' });
    expect(await tab.do('storedMembers')).not.toContain('dpopKey');
    expect(await tab.do('exportKey')).toBe('InvalidAccessError');
    expect(new Set(server.proofs.map(thumbprint)).size).toBe(1);
    expect(server.tokenRequests).toEqual(expect.arrayContaining(['authorization_code', 'refresh_token']));
  });
});

function thumbprint(proof: string): string | undefined {
  const key = importJwk(parseJws(proof)?.header['jwk']);
  return key && thumbprintOf(key);
}
