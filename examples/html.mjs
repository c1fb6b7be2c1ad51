// Pages of the examples: everything that is put into a template is escaped, but for templates.
import { readFileSync } from 'node:fs';

class Html {
  constructor(text) {
    this.text = text;
  }
}

export function html(parts, ...values) {
  return new Html(parts.map((part, index) => part + (index < values.length ? inside(values[index]) : '')).join(''));
}

/** Is put into a template as it is: HTML of somebody who has escaped it. */
export function trusted(text) {
  return new Html(text);
}

function inside(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(inside).join('');
  return String(value ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');

export function page(title, body) {
  const head = html`<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <style>
      ${trusted(style)}
    </style>`;
  return `<!doctype html>\n<html lang="en">\n${head.text}\n${body.text}\n</html>\n`;
}

/** No scripts, nothing from elsewhere, in nobody's frame, and addresses with codes stay here. */
export function pageHeaders({ formsTo = "'self'" } = {}) {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action ${formsTo}; base-uri 'none'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
