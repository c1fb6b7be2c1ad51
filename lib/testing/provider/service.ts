import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import axios, { type AxiosInstance } from 'axios';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the host that was asked, not the one that answers. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer of the service: JSON with status 200, or as it says. */
export interface ServiceAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
}

/** Stands for every host of a service: requests to its real URLs end here, over real sockets, but without TLS. */
export class Service {
  /** In order of arrival. */
  readonly received: ReceivedRequest[] = [];
  readonly #answers: ServiceAnswer[] = [];
  readonly #server = createServer((message, response) => void this.#answer(message, response));

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
  }

  /** What comes next, and after that. A request too many is answered with 500. */
  willAnswer(...answers: readonly ServiceAnswer[]): void {
    this.#answers.push(...answers);
  }

  /** An instance whose https requests, to whatever host, end here. */
  instance(): AxiosInstance {
    return axios.create({
      adapter: 'http',
      proxy: false,
      httpsAgent: agentTo((this.#server.address() as AddressInfo).port),
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = message;
    this.received.push({
      method,
      url: new URL(url, `https://${headers.host ?? ''}`),
      headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    send(response, this.#answers.shift() ?? { status: 500, body: { error: 'more requests than the test expects' } });
  }
}

function send(response: ServerResponse, { status = 200, headers, body }: ServiceAnswer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

function agentTo(port: number): Agent {
  const agent = new Agent({ keepAlive: false });
  return Object.assign(agent, { createConnection: () => connect(port, '127.0.0.1') });
}
