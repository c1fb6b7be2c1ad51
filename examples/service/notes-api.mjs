// An API that the service protects: each person's notes. It says by itself where its tokens come from (RFC 9728).
import { createServer } from 'node:http';

const notes = {
  ann: ['Water the lemon tree', 'Call Bob about the boat'],
  bob: ['Varnish', 'Call Ann back'],
  carol: ['Learn the second movement'],
};

/** What tokens for it are asked with (RFC 8707): its URL, and what it lets people do. */
export const notesScope = 'notes:read';

/** Listens first: the authorization server must know its URL before it starts. `serve` says who knows the tokens. */
export async function openNotesApi() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const url = `${origin}/notes`;
  return {
    origin,
    url,
    serve: (authorizationServer) =>
      server.on('request', (request, response) => void answer(request, response, { origin, url, authorizationServer })),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request, response, { origin, url, authorizationServer }) {
  const metadataPath = '/.well-known/oauth-protected-resource/notes';
  response.setHeader('Access-Control-Allow-Origin', '*');
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { 'Access-Control-Allow-Headers': 'Authorization' }).end();
  } else if (request.url === metadataPath) {
    const metadata = {
      resource: url,
      authorization_servers: [authorizationServer.issuer],
      scopes_supported: [notesScope],
    };
    json(response, 200, metadata);
  } else if (request.url !== '/notes') {
    json(response, 404, { error: 'not_found' });
  } else {
    const [, value = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const token = value === '' ? undefined : await authorizationServer.accessToken(value);
    // A token that was made for another API must not work here.
    if (token?.aud === url) return json(response, 200, { person: token.accountId, notes: notes[token.accountId] });
    const error = value === '' ? '' : 'error="invalid_token", ';
    const challenge = `Bearer ${error}scope="${notesScope}", resource_metadata="${origin}${metadataPath}"`;
    response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate');
    json(response, 401, { error: 'invalid_token' }, { 'WWW-Authenticate': challenge });
  }
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
