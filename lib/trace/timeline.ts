import { accountName, wordsOf } from './entry-words.js';
import type { TraceEntry } from './trace-entry.js';

/** Equal entries that follow each other. */
interface Run {
  readonly account: string;
  readonly words: string;
  readonly firstMs: number;
  lastMs: number;
  times: number;
}

/** A line for each entry: when, whose, what. */
export function timeline(entries: readonly TraceEntry[]): string {
  const runs = runsOf(entries);
  const times = column(runs.map(({ firstMs, lastMs }) => span(firstMs, lastMs)));
  const accounts = column(runs.map(({ account }) => account));
  return runs
    .map(({ account, words, firstMs, lastMs, times: count }) => {
      const repeated = count > 1 ? ` × ${String(count)}` : '';
      return `${span(firstMs, lastMs).padStart(times)} ms  ${account.padEnd(accounts)}  ${words}${repeated}`;
    })
    .join('\n');
}

function runsOf(entries: readonly TraceEntry[]): Run[] {
  const runs: Run[] = [];
  for (const entry of entries) {
    const [account, words, last] = [accountName(entry), wordsOf(entry), runs.at(-1)];
    if (last?.account === account && last.words === words) {
      last.lastMs = entry.atMs;
      last.times++;
    } else runs.push({ account, words, firstMs: entry.atMs, lastMs: entry.atMs, times: 1 });
  }
  return runs;
}

function span(firstMs: number, lastMs: number): string {
  const [first, last] = [Math.round(firstMs), Math.round(lastMs)].map(String);
  return first === last ? String(first) : `${String(first)}–${String(last)}`;
}

function column(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
