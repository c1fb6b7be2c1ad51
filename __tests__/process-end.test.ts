import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startDocumentServer, type DocumentServer } from '../fixtures/servers/document-server.js';

const run = promisify(execFile);
const app = path.join(__dirname, '../fixtures/undetached-app.mjs');

let server: DocumentServer;
let folder: string;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'renewed', token_type: 'Bearer', expires_in: 3600 });
  server.answer('/me', {});
  folder = await mkdtemp(path.join(tmpdir(), 'undetached-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

// A call of the server may take ten seconds, a renewal half a minute: a timer of either that is left would be seen.
describe('a program that never detaches ends by itself, and a renewal under way is stored before', () => {
  it.each([
    'memory store',
    'background renewal',
    'file store',
    'file store, background renewal',
    'bearer({ renew })',
    'bearer({ renew }), background renewal',
  ])('%s', async (kind) => {
    const { stdout } = await run(process.execPath, [app, kind, server.origin, folder], { timeout: 9000 });
    expect(stdout).toBe('stored renewed\n');
    expect(server.paths.filter((one) => one === '/token')).toHaveLength(1);
  });
});
