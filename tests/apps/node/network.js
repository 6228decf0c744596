// http, tcp, udp and named pipes, all on this machine.
const { check, finish } = require('./check.js');
const dgram = require('dgram');
const http = require('http');
const net = require('net');

const listen = (server, ...where) => new Promise((resolve) => server.listen(...where, () => resolve(server.address())));

check('http: requests side by side', async () => {
    const server = http.createServer((request, answer) => answer.end(`${request.method} ${request.url}`));
    const { port } = await listen(server, 0, '127.0.0.1');
    const bodies = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => fetch(`http://127.0.0.1:${port}/${n}`).then((answer) => answer.text())));
    server.closeAllConnections();
    server.close();
    return bodies.join() === '1,2,3,4,5,6,7,8'.split(',').map((n) => `GET /${n}`).join();
});
check('http: a body of 3 MB', async () => {
    const body = Buffer.alloc(3 << 20, 'winrun');
    const server = http.createServer((request, answer) => request.pipe(answer));
    const { port } = await listen(server, 0, '127.0.0.1');
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    const same = body.equals(Buffer.from(await answer.arrayBuffer()));
    server.closeAllConnections();
    server.close();
    return same;
});
check('tcp: nobody listens', () => new Promise((resolve) => {
    const socket = net.connect(1, '127.0.0.1');
    socket.on('error', (error) => resolve(error.code === 'ECONNREFUSED'));
}));
check('named pipe: server and client in one process', () => new Promise((resolve, reject) => {
    const name = `\\\\.\\pipe\\winrun-test-${process.pid}`;
    const server = net.createServer((client) => client.pipe(client)).listen(name, () => {
        let text = '';
        const client = net.connect(name, () => client.end('hello'));
        client.on('data', (data) => { text += data; });
        client.on('close', () => server.close(() => resolve(text === 'hello')));
        client.on('error', reject);
    });
    server.on('error', reject);
}));
check('udp', () => new Promise((resolve) => {
    const receiver = dgram.createSocket('udp4'), sender = dgram.createSocket('udp4');
    receiver.on('message', (message) => {
        receiver.close();
        sender.close();
        resolve(message.toString() === 'datagram');
    });
    receiver.bind(0, '127.0.0.1', () => sender.send('datagram', receiver.address().port, '127.0.0.1'));
}));
finish();
