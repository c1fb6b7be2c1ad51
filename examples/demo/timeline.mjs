// Prints what the server saw, act by act, and checks it against what must happen. No token is shown.

export class Timeline {
  #started = performance.now();
  #seen = [];
  #failed = 0;

  /** Notes a request that the server has answered. */
  note(request, response) {
    const { pathname } = new URL(request.url, 'http://server');
    const path = pathname.replace(/[\w-]{40,}/, '…');
    this.#seen.push({
      what: `${request.method} ${path}`,
      status: response.statusCode,
      atMs: performance.now() - this.#started,
    });
  }

  /** Runs one act and compares what the server saw with what must happen. */
  async act(title, expected, play) {
    console.log(`\n${title}`);
    this.#seen = [];
    const error = await outcome(play);
    await new Promise((resolve) => setImmediate(resolve)); // the server notes an answer just after we have it
    for (const line of grouped(this.#seen)) console.log(`  ${line}`);
    if (error) console.log(`  → ${error.name} ${error.code}: ${error.message}`);
    this.#check({ ...this.#counts(), ...(expected.error || error ? { error: error?.code } : {}) }, expected);
  }

  /** The exit code: 0 when everything happened as it must. */
  verdict() {
    console.log(
      this.#failed === 0 ? '\nAll of it happened as it must.' : `\n${this.#failed} of it did not happen as it must.`,
    );
    return this.#failed === 0 ? 0 : 1;
  }

  #counts() {
    const calls = this.#seen.filter(({ what }) => what === 'GET /me');
    const answers = calls.filter(({ status }) => status === 200).length;
    return {
      tokenCalls: this.#seen.filter(({ what }) => what === 'POST /token').length,
      answers,
      replays: Math.min(answers, calls.filter(({ status }) => status === 401).length),
    };
  }

  #check(counted, expected) {
    const words = Object.entries(expected).map(([name, value]) => {
      const right = counted[name] === value;
      if (!right) this.#failed++;
      return right ? `✓ ${value} ${spoken[name]}` : `✗ ${counted[name]} ${spoken[name]}, expected ${value}`;
    });
    console.log(`  ${words.join('   ')}`);
  }
}

const spoken = { tokenCalls: 'token calls', answers: 'answers', replays: 'replays', error: 'as typed error' };

async function outcome(play) {
  try {
    await play();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Runs of equal lines become one, with a count and the time of the first and last. */
function grouped(seen) {
  const groups = new Map();
  for (const { what, status, atMs } of seen) {
    const replayed = status === 200 && groups.has(`${what} 401`) ? '  (replayed)' : '';
    const group = groups.get(`${what} ${status}`) ?? { what, status, replayed, times: [] };
    group.times.push(atMs);
    groups.set(`${what} ${status}`, group);
  }
  return [...groups.values()].map(({ what, status, replayed, times }) => {
    const from = `${Math.round(times[0])}`;
    const to = `${Math.round(times.at(-1))}`;
    return `${(from === to ? from : `${from}–${to}`).padStart(11)} ms  ${what} → ${status}${times.length > 1 ? ` × ${times.length}` : ''}${replayed}`;
  });
}
