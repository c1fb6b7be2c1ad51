// The bench measures dist/, as users get it; the figures of an older build would be believed.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../lib', import.meta.url));
const built = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** Whether dist/ is there, and no older than any file of lib/. */
export async function isBuilt() {
  const builtMs = await changedMs(built).catch(() => 0);
  const files = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const changes = await Promise.all(files.map((name) => changedMs(join(sources, name))));
  return Math.max(...changes) <= builtMs;
}

async function changedMs(file) {
  return (await stat(file)).mtimeMs;
}
