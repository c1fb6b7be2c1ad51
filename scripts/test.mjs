#!/usr/bin/env node
// node scripts/test.mjs [--long] [jest options]: builds, runs jest, and ends with one line, `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const graceMs = 10_000;

const options = process.argv.slice(2);
const env = { ...process.env, ...(options.includes('--long') && { LONG_TESTS: '1' }) };
const jestOptions = options.filter((option) => option !== '--long');

const { passed, failed, skipped } = (await build()) ? await runJest() : { passed: 0, failed: 1, skipped: 0 };
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

async function build() {
  return succeeded(start('npm', ['run', 'build'], { shell: process.platform === 'win32' }));
}

async function runJest() {
  const folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-test-'));
  const outputFile = path.join(folder, 'results.json');
  try {
    const run = start(process.execPath, [jest, '--json', `--outputFile=${outputFile}`, ...jestOptions]);
    void endAfterResults(run, outputFile);
    const green = await succeeded(run);
    return count(JSON.parse(readFileSync(outputFile, 'utf8')), green);
  } catch (error) {
    console.error(`jest left no results: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Jest waits for ever for a socket or timer that a test left open. */
async function endAfterResults(run, outputFile) {
  while (!existsSync(outputFile)) await pause(500, undefined, { ref: false });
  await pause(graceMs, undefined, { ref: false });
  if (run.exitCode !== null || run.signalCode !== null) return;
  console.error(`Ended jest: ${graceMs / 1000} s after the last test something is still open (--detectOpenHandles).`);
  run.kill('SIGKILL');
}

/** A file that could not run counts as one failed test, and so does a failure of jest that no test shows. */
function count(results, green) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && !green && results.numTotalTests > 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function start(command, args, more) {
  return spawn(command, args, { cwd: root, env, stdio: 'inherit', ...more });
}

async function succeeded(child) {
  const [code] = await once(child, 'exit');
  return code === 0;
}
