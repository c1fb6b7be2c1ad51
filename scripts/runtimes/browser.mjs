// Debian's Chromium, and the pages that are bundled for it.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { NotToBeHad } from './not-to-be-had.mjs';

const executablePath = '/usr/bin/chromium';
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** Opens the page of a folder and lets its program run there. */
export async function runInChromium(folder, given) {
  if (!existsSync(executablePath)) throw new NotToBeHad(`${executablePath} is not there: apt-get install chromium`);
  const server = createServer((request, response) => serve(folder, request.url, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The sandbox cannot be had as root, which builds often are. What runs in it is our own.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const failed = new Promise((_, reject) => page.once('pageerror', reject));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await Promise.race([page.evaluate((argument) => globalThis.smoke(argument), given), failed]);
  } finally {
    await browser.close();
    server.close();
  }
}

function serve(folder, url, response) {
  const name = url === '/' ? 'index.html' : url.slice(1);
  try {
    response.writeHead(200, { 'Content-Type': types[path.extname(name)] }).end(readFileSync(path.join(folder, name)));
  } catch {
    response.writeHead(404).end();
  }
}
