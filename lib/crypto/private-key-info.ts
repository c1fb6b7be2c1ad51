/** AlgorithmIdentifier of rsaEncryption with its NULL (RFC 8017 appendix A.1), after the version 0 of PrivateKeyInfo. */
const versionAndAlgorithm = [2, 1, 0, 48, 13, 6, 9, 42, 134, 72, 134, 247, 13, 1, 1, 1, 5, 0];
const sequence = 0x30;
const octetString = 0x04;

/**
 * The DER of a PKCS#8 private key (RFC 5958 §2) from PEM; a PKCS#1 RSA key is wrapped, because WebCrypto does not take it.
 *
 * @throws When it is no private key in PEM, or an encrypted one.
 */
export function privateKeyInfo(pem: string): Uint8Array<ArrayBuffer> {
  const [, kind, base64] = /-----BEGIN (RSA )?PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END/.exec(pem) ?? [];
  if (base64 === undefined) throw new TypeError('It is no unencrypted private key in PEM.');
  const der = Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  return kind === undefined
    ? der
    : Uint8Array.from(element(sequence, [...versionAndAlgorithm, ...element(octetString, [...der])]));
}

/** Tag, length, content. Two octets of length hold every RSA key (X.690 §8.1.3.5). */
function element(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  return [tag, 0x82, length >> 8, length & 0xff, ...content];
}
