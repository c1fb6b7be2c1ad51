import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program to its end and gives back what it printed. Rejects with its words when it fails, or takes longer than `limitMs`. */
export async function ended(command, args, { cwd, env = {}, limitMs = 120_000 } = {}) {
  const signal = AbortSignal.timeout(limitMs);
  const options = {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  };
  const child = spawn(command, args, options);
  const words = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close').catch((error) => [
    signal.aborted ? `${limitMs} ms without an end` : error.message,
  ]);
  const [out, errors] = await words;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${code}\n${out}${errors}`);
  return out;
}

/** Starts a server that prints a line when it listens. `stop` ends it. */
export async function started(command, args, { cwd } = {}) {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`${command} ${args.join(' ')} ended with ${code} before it listened.`);
  });
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), gone]);
  gone.catch(() => {});
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  };
  return { line: line.trim(), stop };
}
