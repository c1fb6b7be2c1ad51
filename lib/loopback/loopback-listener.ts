import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../errors/configuration-error.js';
import { headersOf, pageOf, type Page } from './answer-page.js';

/** Takes the whole URL that came, and shows a page; its promise is over when the page is on its way. */
export type ResponseHandler = (url: string, show: (page: Page) => Promise<void>) => Promise<void>;

/** Listens at a redirect URI on this machine (RFC 8252 §7.3), for GET and for that path only. */
export class LoopbackListener {
  /** With the port that was taken. */
  readonly redirectUri: string;
  readonly #server: Server;

  private constructor(server: Server, redirectUri: URL) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.redirectUri = withPort(redirectUri, port);
  }

  /** @throws {@link ConfigurationError} when the port that the URI names is taken. */
  static async open(redirectUri: URL): Promise<LoopbackListener> {
    const server = createServer(noLogin);
    try {
      await once(server.listen(Number(redirectUri.port), addressOf(redirectUri)), 'listening');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new ConfigurationError(
        'redirectUri',
        `nothing can listen there (${String(code)}): name another port, or none.`,
      );
    }
    return new LoopbackListener(server, redirectUri);
  }

  /** Hands on what comes from now on. */
  serve(handle: ResponseHandler): void {
    const { origin, pathname } = new URL(this.redirectUri);
    this.#server.removeAllListeners('request');
    this.#server.on('request', (request, response) => {
      const { url = '/', method } = request;
      if (url.split('?', 1)[0] !== pathname) noLogin(request, response);
      else if (method !== 'GET') response.writeHead(405, { ...headersOf(), Allow: 'GET' }).end();
      else void handle(origin + url, (page) => send(response, page));
    });
  }

  /** Frees the port, at once: nobody's open connection holds it up. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** An icon, perhaps. */
function noLogin(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, headersOf()).end();
}

/** Over when the operating system has the whole page, or the browser has left. */
function send(response: ServerResponse, page: Page): Promise<void> {
  const { status, headers, html } = pageOf(page);
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    response.once('finish', resolve).once('close', resolve).writeHead(status, headers).end(html);
  });
}

/** Only this machine's own address: never one that others reach (RFC 8252 §8.3). */
function addressOf({ hostname }: URL): string {
  if (hostname === '[::1]') return '::1';
  return hostname.startsWith('127.') ? hostname : '127.0.0.1';
}

function withPort(redirectUri: URL, port: number): string {
  const url = new URL(redirectUri);
  url.port = String(port);
  return url.href;
}
