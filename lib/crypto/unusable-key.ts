/** Makes the error that a key is refused with. */
export type UnusableKey = (why: string) => Error;

/** What a key for RSA is to be. */
export const notRsa = 'must be an unencrypted RSA private key in PEM (PKCS#8 or PKCS#1).';
