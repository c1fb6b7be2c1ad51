// npm run example:web: the web application on http://127.0.0.1:3000 (PORT), and the service that it needs.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileTokenStore } from 'axios-oauthlib/stores/file';
import { createApp } from './app.mjs';
import { chosenService } from './services.mjs';

const server = createServer();
await once(server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1'), 'listening');
const origin = process.env.ORIGIN ?? `http://127.0.0.1:${server.address().port}`;
const store = new FileTokenStore(process.env.TOKENS ?? path.join(tmpdir(), 'axios-oauthlib-example'));
const service = await chosenService();
server.on('request', createApp({ service, origin, store }));
console.log(`Open ${origin} in a browser. Ctrl-C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.closeAllConnections();
    server.close();
    await service.close();
  });
}
