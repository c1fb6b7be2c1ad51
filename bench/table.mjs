/** The figures as text: a block per kind of request and of signature, and per number of waiters. */
export function table({ versions, freshToken, oauth1, waiters }) {
  return [
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...blocks(freshToken, 'request').map(([request, rows]) =>
      block(`One request with a fresh token: ${request}`, ['µs', '× pair'], rows, timeCells),
    ),
    ...blocks(oauth1, 'what').flatMap(([what, ofKind]) =>
      blocks(ofKind, 'request').map(([request, rows]) =>
        block(`OAuth 1, one ${what}: ${request}`, ['µs', '× first'], rows, timeCells),
      ),
    ),
    ...blocks(waiters, 'requests').map(([requests, rows]) =>
      block(`${requests} requests wait`, waiterColumns, rows, waiterCells),
    ),
  ].join('\n\n');
}

function timeCells({ micros, ratio }) {
  return [micros.toFixed(1), ratio.toFixed(3)];
}

const waiterColumns = ['renewals', 'answered', 'µs each', 'bytes each', 'extra'];

function waiterCells({ renewals, answered, micros, bytes, extraBytes }) {
  return [renewals, answered, micros.toFixed(1), bytes, extraBytes].map(String);
}

function blocks(rows, by) {
  return [...new Set(rows.map((row) => row[by]))].map((value) => [value, rows.filter((row) => row[by] === value)]);
}

function block(title, columns, rows, cells) {
  const line = (name, values) => `  ${name.padEnd(56)}${values.map((value) => value.padStart(12)).join('')}`;
  return [line(title, columns), ...rows.map((row) => line(`  ${row.name}`, cells(row)))].join('\n');
}
