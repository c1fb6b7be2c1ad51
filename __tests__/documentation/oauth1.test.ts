import { run, sectionsOf, typeErrors } from '../../fixtures/documentation.js';
import type { Section, Surroundings } from '../../fixtures/documentation.js';
import { describeWithOAuthlib, startOAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import type { OAuthlibConfig, OAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import { keys } from '../../fixtures/oauth1/vectors.js';

// A process is started: slow where others are busy.
jest.setTimeout(30_000);

const file = 'docs/oauth1.md';
const client = { clientKey: 'the client', clientSecret: 'its secret' };
const clients = { [client.clientKey]: { secret: client.clientSecret, publicKey: keys.rsa2048.public_spki } };

function section(heading: string): Section {
  const found = sectionsOf(file).find((one) => one.heading === heading);
  if (!found) throw new Error(`${file} has no "${heading}".`);
  return found;
}

it('all that docs/oauth1.md shows compiles', () => {
  const given = ['clientKey', 'clientSecret', 'token', 'tokenSecret'].map((name) => `declare const ${name}: string;`);
  expect(typeErrors(file, given.join('\n'))).toEqual([]);
}, 60_000);

describeWithOAuthlib(() => {
  let provider: OAuthlibProvider | undefined;
  afterEach(() => provider?.close());

  /** Runs a tutorial against a service that asks for what the real one does, and gives what that saw. */
  async function follow(
    heading: string,
    service: Partial<OAuthlibConfig>,
    surroundings: Surroundings & { at: string },
  ) {
    provider = await startOAuthlibProvider({ clients, ...service });
    const { at, given, ...more } = surroundings;
    await run(section(heading), { ...more, given: { ...client, ...given }, replace: { [at]: provider.origin } });
    return seen();
  }

  async function seen(): Promise<string[]> {
    const requests = (await provider?.seen()) ?? [];
    return requests.map(({ method, target, status }) => `${status} ${method} ${target.split('?')[0]}`);
  }

  it('NetSuite', async () => {
    const credentials = { token: 'token id', tokenSecret: 'token secret' };
    const tokens = [{ client: client.clientKey, token: credentials.token, secret: credentials.tokenSecret }];
    const service = { tokens, realm: '1234567_SB1', signatureMethods: ['HMAC-SHA256'] };
    const at = 'https://1234567-sb1.suitetalk.api.netsuite.com';
    const requests = await follow('NetSuite', service, { at, given: credentials });
    expect(requests).toEqual(['200 GET /services/rest/record/v1/customer', '200 POST /services/rest/query/v1/suiteql']);
  });

  it('Mastercard', async () => {
    const service = { tokenless: true, bodyHash: 'sha256', signatureMethods: ['RSA-SHA256'] } as const;
    const modules = {
      'node:fs/promises': {
        readFile: async () => `Bag Attributes\nKey Attributes: <No Attributes>\n${keys.rsa2048.private_pkcs8}`,
      },
    };
    const requests = await follow('Mastercard', service, { at: 'https://sandbox.api.mastercard.com', modules });
    expect(requests).toEqual(['200 POST /bin-resources/bin-ranges/account-searches']);
  });

  describe('WooCommerce', () => {
    // A proxy, so that the shop keeps its name and its plain http: loopback would be let in without the opt-out.
    beforeEach(async () => {
      provider = await startOAuthlibProvider({ clients, tokenless: true });
      process.env['http_proxy'] = provider.origin;
    });
    afterEach(() => {
      delete process.env['http_proxy'];
    });

    it('over plain http, by explicit opt-out', async () => {
      await run(section('WooCommerce'), { given: client });
      const shop = 'http://shop.example.com/wp-json/wc/v3';
      expect(await seen()).toEqual([`200 GET ${shop}/orders`, `200 POST ${shop}/products`]);
    });

    it('is refused without it', async () => {
      const replace = { ', { allowInsecureRequests: true }': '' };
      const shop = run(section('WooCommerce'), { given: client, replace });
      await expect(shop).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
      expect(await seen()).toEqual([]);
    });
  });
});
