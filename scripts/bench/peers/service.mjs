// A service on loopback that takes each message, and appends a byte for it to the file that is named. Says its port on stderr.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , received] = process.argv;

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    appendFileSync(received, '.');
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => console.error(`listening on ${server.address().port}`));
