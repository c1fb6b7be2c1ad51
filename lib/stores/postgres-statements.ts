/** The statements on one table. Each is one step for everybody else, and may be sent twice. */
export interface Statements {
  /** To listen to. */
  readonly channel: string;
  readonly createTable: string;
  /** $1: digest of the key. */
  readonly read: string;
  /** $1: digest, $2: key, $3: revision that must be there, $4: next revision, $5: record, $6: this write's own name, $7: message. */
  readonly replace: string;
  /** As `replace`; $3 is not looked at: no row must be there. */
  readonly insert: string;
  /** $1: digest, $2: revision that must be there, $3: message. */
  readonly delete: string;
  /** $1: digest to keep it under, $2: digest, $3: revision, $4: record. */
  readonly keepAside: string;
  /** Pages: $1: the last digest of the page before. */
  readonly keys: string;
}

/** @param table - A name, or a schema's name and one, as `auth.oauth_tokens`. */
export function statementsFor(table: string): Statements {
  const name = table.split('.').map(quoted).join('.');
  const channel = `${table}_changed`;
  const told = (written: string, message: string) =>
    `WITH written AS (${written} RETURNING 1) SELECT pg_notify(${literal(channel)}, ${message}) FROM written`;
  return {
    channel,
    createTable: `CREATE TABLE IF NOT EXISTS ${name} (
  id bytea PRIMARY KEY,
  key text NOT NULL,
  revision text NOT NULL,
  record text NOT NULL,
  write_id uuid NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
)`,
    read: `SELECT revision, record FROM ${name} WHERE id = $1`,
    replace: told(
      `UPDATE ${name} SET key = $2, revision = $4, record = $5, write_id = $6, changed_at = now()
       WHERE id = $1 AND (revision = $3 OR write_id = $6)`,
      '$7',
    ),
    // A row with this write's own name is of an earlier try whose answer was lost.
    insert: told(
      `INSERT INTO ${name} AS old (id, key, revision, record, write_id) SELECT $1::bytea, $2, $4, $5, $6::uuid WHERE $3::text IS NULL
       ON CONFLICT (id) DO UPDATE SET write_id = excluded.write_id WHERE old.write_id = excluded.write_id`,
      '$7',
    ),
    delete: told(`DELETE FROM ${name} WHERE id = $1 AND revision = $2`, '$3'),
    keepAside: `INSERT INTO ${name} AS old (id, key, revision, record, write_id)
       SELECT $1::bytea, 'damaged ' || key, revision, record, write_id FROM ${name} WHERE id = $2 AND revision = $3 AND record = $4
       ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, record = excluded.record, write_id = excluded.write_id,
         changed_at = now()`,
    // What is kept aside has another digest than that of its name.
    keys: `SELECT id, key FROM ${name} WHERE id > $1 AND id = sha256(convert_to(key, 'UTF8')) ORDER BY id LIMIT 1000`,
  };
}

function quoted(name: string): string {
  return `"${name}"`;
}

function literal(text: string): string {
  return `'${text}'`;
}
