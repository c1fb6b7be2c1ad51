import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The chunks that a page loads before its first request; what `import()` brings later is not counted. With the packages in them,
 * and how many of their bytes come of which file.
 */
export async function loadedAtOnce(code) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    outdir: 'bundle',
    bundle: true,
    splitting: true,
    metafile: true,
    external: ['axios'],
    format: 'esm',
    legalComments: 'none',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const contents = new Map(outputFiles.map(({ path, contents: bytes }) => [relative(root, path), bytes]));
  const chunks = staticallyImported('bundle/stdin.js', metafile.outputs);
  const inputs = chunks.flatMap((chunk) => Object.entries(metafile.outputs[chunk].inputs));
  const packages = new Set(inputs.map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]));
  const bytes = new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
  return { bundle: Buffer.concat(chunks.map((chunk) => contents.get(chunk))), packages, bytes };
}

function staticallyImported(entry, outputs) {
  const chunks = new Set([entry]);
  for (const chunk of chunks) {
    const { imports } = outputs[chunk];
    for (const { path, kind, external } of imports) if (kind === 'import-statement' && !external) chunks.add(path);
  }
  return [...chunks];
}
