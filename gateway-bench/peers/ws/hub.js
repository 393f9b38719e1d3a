// node hub.js PORT, on loopback: GET /ws joins, POST publishes, any other GET is answered with 200.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.end();
    return;
  }
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    broadcast(Buffer.concat(parts));
    response.statusCode = 202;
    response.end();
  });
});

const hub = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });

function broadcast(data) {
  for (const client of hub.clients) {
    if (client.readyState === WebSocket.OPEN) {
      client.send(data, { binary: false });
    }
  }
}

hub.on('connection', (client) => client.on('error', () => client.terminate()));
server.listen(Number(process.argv[2]), '127.0.0.1');
