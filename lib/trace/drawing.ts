import { accountName, fingerprintIn, isReplay, wordsOf } from './entry-words.js';
import type { TraceEntry, TraceEventName } from './trace-entry.js';

// In pixels. Each account has a lane for its requests, one for its renewals and one for the store.
const width = 960;
const left = 150;
const right = 24;
const top = 28;
const lane = 26;
const laneNames = ['requests', 'renewals', 'store'];
const laneOf: Record<TraceEventName, number> = {
  requestAuthorized: 0,
  requestReplayed: 0,
  renewalStarted: 1,
  renewalFinished: 1,
  renewalFailed: 1,
  reauthorize: 1,
  tokenStored: 2,
  storeFailed: 2,
};

const failed = '#d1242f';
/** Of tokens, in the order in which they appear: told apart by people who see colours differently, too. */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8a6d00'];

/** Where things are, on one drawing. */
interface Scale {
  x(atMs: number): number;
  /** The middle of a lane. */
  y(entry: TraceEntry): number;
  colour(entry: TraceEntry): string;
}

/** The entries along the time, as SVG. Each mark tells in words what it is, when it is pointed at. */
export function drawing(entries: readonly TraceEntry[]): string {
  const accounts = [...new Set(entries.map(accountName))];
  const height = top + accounts.length * laneNames.length * lane + 30;
  const scale = scaleOf(entries, accounts);
  const parts = [
    ...accounts.flatMap(laneLabels),
    ...axis(entries, height),
    ...renewals(entries).map((renewal) => bar(renewal, scale)),
    ...entries.filter(({ name }) => !name.startsWith('renewal')).map((entry) => mark(entry, scale)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" font-family="system-ui, sans-serif" font-size="12" fill="#57606a">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function scaleOf(entries: readonly TraceEntry[], accounts: readonly string[]): Scale {
  const tokens = [...new Set(entries.map(fingerprintIn).filter((print) => print !== undefined))];
  const longestMs = durationOf(entries);
  return {
    x: (atMs) => left + (atMs / longestMs) * (width - left - right),
    y: (entry) => {
      const row = accounts.indexOf(accountName(entry)) * laneNames.length + laneOf[entry.name];
      return top + row * lane + lane / 2;
    },
    colour: (entry) => {
      if (entry.attributes['error.type'] !== undefined) return failed;
      return colours[tokens.indexOf(fingerprintIn(entry) ?? '') % colours.length] ?? '#57606a';
    },
  };
}

function durationOf(entries: readonly TraceEntry[]): number {
  return Math.max(1, entries.at(-1)?.atMs ?? 0);
}

function laneLabels(account: string, index: number): string[] {
  return laneNames.map((name, row) => {
    const y = top + (index * laneNames.length + row) * lane;
    const line = `<path d="M0 ${px(y)}H${String(width)}" stroke="#d0d7de" stroke-width="${row === 0 ? '1' : '0.4'}"/>`;
    const whose = row === 0 ? `<text x="12" y="${px(y + 17)}" font-weight="600">${escaped(cut(account))}</text>` : '';
    return `${line}${whose}<text x="${px(left - 12)}" y="${px(y + 17)}" text-anchor="end">${name}</text>`;
  });
}

function axis(entries: readonly TraceEntry[], height: number): string[] {
  const longestMs = durationOf(entries);
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const x = px(left + part * (width - left - right));
    const anchor = part === 1 ? 'end' : 'middle';
    return `<path d="M${x} ${px(top)}V${px(height - 26)}" stroke="#d0d7de" stroke-dasharray="2 4"/><text x="${x}" y="${px(height - 9)}" text-anchor="${anchor}">${String(Math.round(longestMs * part))} ms</text>`;
  });
}

/** A renewal, from its beginning, if the trace still has it, to its end, if it has come. */
interface Bar {
  readonly fromMs: number;
  readonly end: TraceEntry;
  readonly isOver: boolean;
}

function renewals(entries: readonly TraceEntry[]): Bar[] {
  const begun = new Map<string, TraceEntry>();
  const bars: Bar[] = [];
  for (const entry of entries) {
    if (entry.name === 'renewalStarted') begun.set(entry.account, entry);
    if (entry.name !== 'renewalFinished' && entry.name !== 'renewalFailed') continue;
    bars.push({ fromMs: begun.get(entry.account)?.atMs ?? 0, end: entry, isOver: true });
    begun.delete(entry.account);
  }
  const open = [...begun.values()].map((entry) => ({ fromMs: entry.atMs, end: entry, isOver: false }));
  return [...bars, ...open];
}

function bar({ fromMs, end, isOver }: Bar, scale: Scale): string {
  const from = scale.x(fromMs);
  const to = isOver ? scale.x(end.atMs) : width - right;
  const size = `x="${px(from)}" y="${px(scale.y(end) - 6)}" width="${px(Math.max(3, to - from))}" height="12" rx="3"`;
  return `<rect ${size} fill="${scale.colour(end)}" opacity="${isOver ? '0.9' : '0.4'}">${title(end)}</rect>`;
}

function mark(entry: TraceEntry, scale: Scale): string {
  const [x, y, colour] = [scale.x(entry.atMs), scale.y(entry), scale.colour(entry)];
  if (entry.name === 'tokenStored')
    return `<rect x="${px(x - 5)}" y="${px(y - 5)}" width="10" height="10" fill="${colour}">${title(entry)}</rect>`;
  if (entry.attributes['error.type'] !== undefined)
    return `<path d="M${px(x - 5)} ${px(y - 5)}l10 10m0 -10l-10 10" stroke="${failed}" stroke-width="3">${title(entry)}</path>`;
  const fill = isReplay(entry) ? '#ffffff' : colour;
  return `<circle cx="${px(x)}" cy="${px(y)}" r="5" fill="${fill}" stroke="${colour}" stroke-width="2">${title(entry)}</circle>`;
}

function title(entry: TraceEntry): string {
  return `<title>${String(Math.round(entry.atMs))} ms: ${escaped(wordsOf(entry))}</title>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function cut(text: string): string {
  return text.length > 10 ? `${text.slice(0, 9)}…` : text;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}
