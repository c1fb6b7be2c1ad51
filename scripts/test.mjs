#!/usr/bin/env node
// node scripts/test.mjs [--long] [jest options]: builds, runs jest, and ends with one line, `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const options = process.argv.slice(2);
const long = options.includes('--long');
const jestOptions = options.filter((option) => option !== '--long');

const { passed, failed, skipped } = build() ? runJest() : { passed: 0, failed: 1, skipped: 0 };
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

function build() {
  return succeeds('npm', ['run', 'build'], { shell: process.platform === 'win32' });
}

function runJest() {
  const folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-test-'));
  const outputFile = path.join(folder, 'results.json');
  try {
    const env = { ...process.env, ...(long && { LONG_TESTS: '1' }) };
    const succeeded = succeeds(process.execPath, [jest, '--json', `--outputFile=${outputFile}`, ...jestOptions], {
      env,
    });
    return count(JSON.parse(readFileSync(outputFile, 'utf8')), succeeded);
  } catch (error) {
    console.error(`jest left no results: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file that could not run counts as one failed test, and so does a failure of jest that no test shows. */
function count(results, succeeded) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && !succeeded && results.numTotalTests > 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function succeeds(command, args, more) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...more }).status === 0;
}
