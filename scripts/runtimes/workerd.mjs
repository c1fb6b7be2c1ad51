// Cloudflare's runtime for workers, with the program bundled as its own tools bundle one.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { started } from './process.mjs';

const configuration = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [(name = "worker", esModule = embed "worker.js")], compatibilityDate = "2026-11-01")),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

/** Two requests at once, of two people; gives back what both answered. */
export async function runInWorkerd(workerd, { folder, given }) {
  await build({
    entryPoints: [path.join(folder, 'worker.mjs')],
    outfile: path.join(folder, 'bundled/worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    target: 'es2022',
  });
  const file = path.join(folder, 'bundled/worker.capnp');
  writeFileSync(file, configuration);
  const server = await started(workerd, ['serve', '--control-fd=1', file]);
  try {
    const url = `http://127.0.0.1:${JSON.parse(server.line).port}`;
    const ask = async (person) => {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ ...given, account: person }) });
      return answer.text();
    };
    const answers = await Promise.all([ask(given.account), ask(`${given.account}, at the same time`)]);
    return answers.find((words) => words !== 'ok') ?? 'ok';
  } finally {
    await server.stop();
  }
}
