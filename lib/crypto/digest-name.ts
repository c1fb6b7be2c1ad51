/** Digests by the names of WebCrypto (FIPS 180-4). */
export type DigestName = 'SHA-1' | 'SHA-256' | 'SHA-512';
