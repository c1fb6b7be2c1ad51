// Authorization server and API together, as the examples need them.
import { startAuthorizationServer } from './authorization-server.mjs';
import { notesScope, openNotesApi } from './notes-api.mjs';

export async function startService(options = {}) {
  const api = await openNotesApi();
  const resources = [{ url: api.url, scope: notesScope }];
  const authorizationServer = await startAuthorizationServer({ ...options, resources });
  api.serve(authorizationServer);
  const close = () => Promise.all([authorizationServer.close(), api.close()]);
  return { ...authorizationServer, notesUrl: api.url, notesScope, close };
}
