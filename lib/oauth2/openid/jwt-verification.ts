// A file of its own, loaded by the first signed token or answer: a bundler can then leave out the rest of jose.
export { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
