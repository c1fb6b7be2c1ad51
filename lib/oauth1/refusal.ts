import { bytesOf } from './other-body.js';
import { headerOf } from './header-of.js';
import { problemInForm, problemInHeader, type ProblemReport } from './problem-report.js';

/** A response that refuses a signature, or may do so. */
export interface Refusal {
  readonly report: ProblemReport | undefined;
  /** By its Date header, in seconds since the epoch; NaN without one. */
  readonly serversNow: number;
}

interface Answer {
  readonly status: number;
  readonly headers: unknown;
  readonly data: unknown;
}

/** Reads a refusal; undefined for every other response. Services use 400 for reports too. */
export function refusalOf({ status, headers, data }: Answer): Refusal | undefined {
  if (status !== 401 && status !== 400) return undefined;
  const report = problemInHeader(headerOf(headers, 'www-authenticate')) ?? problemInForm(textOf(data));
  if (status === 400 && !report) return undefined;
  return { report, serversNow: Date.parse(headerOf(headers, 'date') ?? '') / 1000 };
}

/** Whether it may be our clock that is wrong: the report says so, or there is none. */
export function blamesClock({ report }: Refusal): boolean {
  return report === undefined || report.problem === 'timestamp_refused';
}

/** Those that a renewal, or a token that was stored meanwhile, may mend. */
const tokenProblems: readonly string[] = ['token_expired', 'token_rejected', 'token_revoked', 'token_used'];

/** Whether it may be the token that is at fault: the report says so, or there is none. */
export function blamesToken({ report }: Refusal): boolean {
  return report === undefined || tokenProblems.includes(report.problem);
}

/** The middle of what the server takes, if its Date is not in it. NaN where no timestamp can say it (RFC 5849 §3.3). */
export function serversTime({ report, serversNow }: Refusal): number {
  const [from, to] = report?.acceptableTimestamps ?? [serversNow, serversNow];
  const isWithin = from > to || (serversNow >= from && serversNow <= to);
  const now = isWithin ? serversNow : (from + to) / 2;
  return now >= 1 ? now : NaN;
}

/** A stream is left alone: reading it would take it from the caller. */
function textOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  const bytes = data ? bytesOf(data) : undefined;
  return bytes && new TextDecoder().decode(bytes);
}
