// node oauth1-child.mjs NAME OPTIONS: prints what one contestant takes, beside bare axios, for each kind of request, as JSON.
import { interleaved } from './interleaved.mjs';
import { bareRequest, contestants, requests } from './oauth1-requests.mjs';

const [name, options] = process.argv.slice(2);
const apis = { [bareRequest]: contestants[bareRequest](), [name]: contestants[name]() };

const rows = [];
for (const [request, send] of Object.entries(requests)) {
  const variants = Object.entries(apis).map(([who, api]) => [who, batches(api, send)]);
  const figures = await interleaved(Object.fromEntries(variants), { baseline: bareRequest, ...JSON.parse(options) });
  rows.push(...figures.map((figure) => ({ request, ...figure })));
}
process.stdout.write(JSON.stringify(rows));

function batches(api, send) {
  return async (batch) => {
    for (let nth = 0; nth < batch; nth++) await send(api, nth);
  };
}
