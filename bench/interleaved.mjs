// Measuring on a machine that others use too: a slow moment must hit every variant alike.

/**
 * Microseconds per call of each variant: one batch of every variant a round, each round in another order. Ratios are taken
 * within a round and the median over the rounds counts, so neither a slow moment nor a drift of the clock speed favours one.
 *
 * @param variants - By name, an async function that runs a batch of `batch` calls.
 * @param baseline - The name of the variant that the ratios compare with.
 */
export async function interleaved(variants, { baseline, batch, rounds, warmUpRounds }) {
  const names = Object.keys(variants);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const micros = await microsPerCall(variants[name], batch);
      if (round >= 0) samples[name].push(micros);
    }
  }
  return names.map((name) => ({
    name,
    micros: median(samples[name]),
    ratio: median(samples[name].map((micros, round) => micros / samples[baseline][round])),
  }));
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function microsPerCall(run, batch) {
  const startMs = performance.now();
  await run(batch);
  return ((performance.now() - startMs) * 1000) / batch;
}

function shuffled(names) {
  const order = [...names];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
