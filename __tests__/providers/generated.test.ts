import { execFileSync } from 'node:child_process';
import path from 'node:path';

it('the index and docs/providers.md say what the providers and their fixtures say', () => {
  const script = path.join(__dirname, '../../scripts/providers.mjs');
  execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' });
});
