/** The figures as text: a block per kind of request and per number of waiters. */
export function table({ versions, freshToken, waiters }) {
  return [
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...blocks(freshToken, 'request').map(([request, rows]) =>
      block(`One request with a fresh token: ${request}`, ['µs', '× pair'], rows, ({ micros, ratio }) => [
        micros.toFixed(1),
        ratio.toFixed(3),
      ]),
    ),
    ...blocks(waiters, 'requests').map(([requests, rows]) =>
      block(`${requests} requests wait`, waiterColumns, rows, waiterCells),
    ),
  ].join('\n\n');
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
