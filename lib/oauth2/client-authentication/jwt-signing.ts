// A file of its own, loaded by the first signature: a bundler can then leave out the rest of jose.
export { decodeJwt, importPKCS8, SignJWT } from 'jose';
