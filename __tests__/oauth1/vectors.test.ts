import { cases, clientOf, credentialsOf, type Vector } from '../../fixtures/oauth1/vectors.js';
import { signRequest, type OAuth1Client } from '../../lib/oauth1/index.js';
import { signatureMethod, type SignatureMethodName } from '../../lib/oauth1/signature.js';
import { Signer } from '../../lib/oauth1/signer.js';

const header = (vector: Vector, name: string) =>
  Object.entries(vector.headers).find(([key]) => key.toLowerCase() === name)?.[1];

const requestOf = (vector: Vector) => ({
  method: vector.method,
  url: vector.url,
  // requests labels a form that has no label; for us that is the caller's word.
  contentType:
    header(vector, 'content-type') ?? (vector.placement === 'body' ? 'application/x-www-form-urlencoded' : undefined),
  body: vector.body ?? undefined,
  host: header(vector, 'host'),
});

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Name and value of everything that a vector says, under the signature that is right. */
function expectedParameters(vector: Vector): [string, string][] {
  const signature = vector.rfc.signature ?? vector.expected.signature;
  return (vector.expected.oauth_params ?? []).map(([name, value]) => [
    name,
    name === 'oauth_signature' ? signature : value,
  ]);
}

/** PLAINTEXT over http is refused; oauthlib leaves that to the server (RFC 5849 §3.4.4). */
const isPlaintextInClear = ({ signature_method, url }: Vector) =>
  signature_method === 'PLAINTEXT' && url.toLowerCase().startsWith('http:');

const refused = cases.filter((vector) => vector.recommend === 'refuse' || isPlaintextInClear(vector));
const signedOnes = cases.filter((vector) => !refused.includes(vector));
const departs = ({ rfc }: Vector) => (rfc.agrees ? '' : ' (oauthlib departs from the RFC here: the RFC wins)');

/** One vector of oauthlib's own has a timestamp that is no number; through the option it would be refused. */
function signerAt({ timestamp, nonce, signature_method, client }: Vector): Partial<OAuth1Client> {
  if (/^\d+$/.test(timestamp)) return {};
  const { client_key: key, client_secret: secret = '' } = client;
  const method = signatureMethod(signature_method as SignatureMethodName);
  return {
    signer: new Signer({ key, secret, method, version: true, nonce: () => nonce, timestamp: () => encode(timestamp) }),
  };
}

/** What came out of one, in one shape for the three placements. */
async function outcome(vector: Vector) {
  const client = Object.assign(clientOf(vector), signerAt(vector));
  let baseString: string | undefined;
  const getBaseString = client.signer.getBaseString.bind(client.signer);
  client.signer.getBaseString = (...given) => (baseString = getBaseString(...given));
  const { url, headers, body } = await signRequest(client, requestOf(vector), credentialsOf(vector));
  return { baseString, url, headers, body };
}

describe.each(signedOnes.map((vector) => [vector.id + departs(vector), vector] as const))('%s', (_title, vector) => {
  const href = vector.whatwg_href ?? new URL(vector.url).href;
  const parameters = expectedParameters(vector);
  const asForm = parameters.map(([name, value]) => `${name}=${encode(value)}`).join('&');
  const withoutOAuth = parameters.length === 0; // oauthlib refused, so nothing but the signature is known

  it('5849-3.4.1-a, 5849-3.4.1-b: has the base string', async () => {
    const expected = vector.rfc.base_string ?? vector.expected.base_string;
    if (vector.signature_method !== 'PLAINTEXT') expect((await outcome(vector)).baseString).toBe(expected);
  });

  it('is signed and placed so', async () => {
    const { url, headers, body } = await outcome(vector);
    const signature = encode(vector.rfc.signature ?? vector.expected.signature);
    if (withoutOAuth) {
      expect(
        (headers['Authorization'] ?? url).includes(`oauth_signature="${signature}"`) ||
          url.includes(`oauth_signature=${signature}`),
      ).toBe(true);
      return;
    }
    if (vector.placement === 'header') {
      const realm = vector.client.realm === undefined ? '' : `realm="${vector.client.realm}", `;
      expect(headers).toEqual({
        Authorization: `OAuth ${realm}${parameters.map(([name, value]) => `${name}="${encode(value)}"`).join(', ')}`,
      });
      if (vector.rfc.agrees) expect(headers['Authorization']).toBe(vector.expected.authorization);
      expect([url, body]).toEqual([href, vector.body ?? undefined]);
    } else if (vector.placement === 'query') {
      expect(url).toBe(href + (href.includes('?') ? '&' : '?') + asForm);
      expect([headers, body]).toEqual([{}, vector.body ?? undefined]);
      if (vector.rfc.agrees)
        expect([...new URL(url).searchParams]).toEqual([...new URL(vector.expected.url).searchParams]);
    } else {
      expect(body).toBe(vector.body ? `${vector.body}&${asForm}` : asForm);
      expect([url, headers]).toEqual([href, {}]);
      if (vector.rfc.agrees)
        expect([...new URLSearchParams(String(body))]).toEqual([...new URLSearchParams(String(vector.expected.body))]);
    }
  });

  if (vector.published_signature !== undefined) {
    it('has the signature that its specification prints', async () => {
      const { url, headers, body } = await outcome(vector);
      expect(JSON.stringify([url, headers, body])).toContain(encode(vector.published_signature ?? ''));
    });
  }
});

it.each(refused.map((vector) => [vector.id, vector] as const))(
  '%s is refused before anything is sent',
  async (_id, vector) => {
    await expect(async () => outcome(vector)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
  },
);
