import { answerMembers } from '../server-calls/answer-members.js';

/** What a server says is wrong with a request (OAuth Problem Reporting extension). */
export interface ProblemReport {
  /** As `timestamp_refused`, `nonce_used`, `signature_invalid`, `token_rejected`. */
  readonly problem: string;
  /** In words, for developers. */
  readonly advice?: string;
  /** The parameters that are meant, where it names them. */
  readonly parameters?: string;
  /** The range of timestamps that the server takes, in seconds. */
  readonly acceptableTimestamps?: readonly [from: number, to: number];
}

type Field = (name: string) => string | undefined;

// A report is short; whatever is longer is something else.
const longestReport = 8192;

/** Reads a report from the `WWW-Authenticate` of a refusal. */
export function problemInHeader(field: unknown): ProblemReport | undefined {
  const text = Array.isArray(field) ? field.join(', ') : field;
  if (typeof text !== 'string' || !text.includes('oauth_problem')) return undefined;
  const values = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of text.slice(0, longestReport).matchAll(headerParameter)) {
    values.set(name, decoded(quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1')));
  }
  return report((name) => values.get(name));
}

const headerParameter = /\b(oauth_[a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g;

/** Reads a report from a form-encoded body, or JSON; or a query: also that of a callback when the person said no. */
export function problemInForm(text: unknown): ProblemReport | undefined {
  if (typeof text !== 'string' || !text.includes('oauth_problem') || text.length > longestReport) return undefined;
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? problemInJson(trimmed) : report(fieldsOf(trimmed));
}

/** As members; or, as Magento has it, as a form in a message. */
function problemInJson(json: string): ProblemReport | undefined {
  const members = answerMembers(json) ?? {};
  const [, message = ''] = /"([^"]*oauth_problem=[^"]*)"/.exec(json) ?? [];
  return report((name) => textOf(members[name])) ?? report(fieldsOf(message));
}

function textOf(member: unknown): string | undefined {
  return typeof member === 'string' ? member : undefined;
}

function fieldsOf(form: string): Field {
  const fields = new URLSearchParams(form);
  return (name) => fields.get(name) ?? undefined;
}

function report(field: Field): ProblemReport | undefined {
  const problem = field('oauth_problem');
  if (!problem) return undefined;
  const advice = field('oauth_problem_advice');
  const parameters = field('oauth_parameters_rejected') ?? field('oauth_parameters_absent');
  const range = /^(\d{1,12})-(\d{1,12})$/.exec(field('oauth_acceptable_timestamps') ?? '');
  return {
    problem,
    ...(advice && { advice }),
    ...(parameters && { parameters }),
    ...(range && { acceptableTimestamps: [Number(range[1]), Number(range[2])] as const }),
  };
}

/** Values in a header are percent-encoded by the book, and bare in the wild. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
