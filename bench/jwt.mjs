/** An unsigned JWT: axios-jwt reads the expiry from the access token, and the others do not mind. */
export function jwt(expiresInSeconds) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + expiresInSeconds;
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: '42', exp })}.`;
}
