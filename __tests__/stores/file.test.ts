import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileTokenStore } from '../../lib/stores/file.js';
import { describeTokenStore } from '../../lib/testing/index.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describeTokenStore('FileTokenStore', {
  create: () => new FileTokenStore(path.join(folder, 'tokens')),
  reopen: () => new FileTokenStore(path.join(folder, 'tokens')),
  verbs: ['replace', 'withLock', 'keys'],
});
