// https, tls and http2 on this machine, with the authority and the certificate that tests/apps/node.py has made.
const { check, finish } = require('./check.js');
const fs = require('fs');
const http2 = require('http2');
const https = require('https');
const tls = require('tls');
const crypto = require('crypto');

const authority = fs.readFileSync('ca.pem'), credentials = { key: fs.readFileSync('server.key'), cert: fs.readFileSync('server.pem') };
const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const trusted = (port, more) => ({ port, host: '127.0.0.1', servername: 'server.example', ca: authority, ...more });

const get = (options, body) => new Promise((resolve, reject) => {
    const request = https.request({ agent: false, ...options }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    request.end(body);
});

check('https: a request', async () => {
    const server = https.createServer(credentials, (request, answer) => answer.end(`${request.method} ${request.url} ${request.socket.getProtocol()}`));
    const port = await listen(server);
    const answer = await get(trusted(port, { path: '/page' }));
    server.close();
    return answer.status === 200 && answer.body.toString() === 'GET /page TLSv1.3';
});
check('https: TLS 1.2', async () => {
    const server = https.createServer({ ...credentials, maxVersion: 'TLSv1.2' }, (request, answer) => answer.end(request.socket.getProtocol()));
    const answer = await get(trusted(await listen(server)));
    server.close();
    return answer.body.toString() === 'TLSv1.2';
});
check('https: 3 MB there and back', async () => {
    const server = https.createServer(credentials, (request, answer) => request.pipe(answer)), body = crypto.randomBytes(3 << 20);
    const answer = await get(trusted(await listen(server), { method: 'POST' }), body);
    server.close();
    return body.equals(answer.body);
});
check('https: requests side by side over few connections', async () => {
    const server = https.createServer(credentials, (request, answer) => answer.end(request.url));
    const port = await listen(server), agent = new https.Agent({ keepAlive: true, maxSockets: 3 });
    const answers = await Promise.all([...Array(30).keys()].map((n) => get(trusted(port, { path: `/${n}`, agent }))));
    agent.destroy();
    server.close();
    return answers.every((answer, n) => answer.body.toString() === `/${n}`);
});
check('https: an unknown authority is refused', async () => {
    const server = https.createServer(credentials, (request, answer) => answer.end());
    const port = await listen(server);
    const code = await get({ port, host: '127.0.0.1', servername: 'server.example' }).then(() => 'accepted', (error) => error.code);
    server.close();
    return code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || code === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
});
check('https: another name is refused', async () => {
    const server = https.createServer(credentials, (request, answer) => answer.end());
    const code = await get(trusted(await listen(server), { servername: 'other.example' })).then(() => 'accepted', (error) => error.code);
    server.close();
    return code === 'ERR_TLS_CERT_ALTNAME_INVALID';
});
check('tls: a certificate of the client', async () => {
    const server = tls.createServer({ ...credentials, ca: authority, requestCert: true, rejectUnauthorized: true }, (socket) =>
        socket.end(socket.getPeerCertificate().subject.CN));
    const port = await listen(server);
    const text = await new Promise((resolve, reject) => {
        let received = '';
        const socket = tls.connect(trusted(port, credentials));
        socket.on('data', (data) => { received += data; });
        socket.on('end', () => resolve(received));
        socket.on('error', reject);
    });
    server.close();
    return text === 'server';
});
check('http2: streams in one connection', async () => {
    const server = http2.createSecureServer(credentials, (request, answer) => answer.end(`two ${request.url}`));
    const port = await listen(server);
    const client = http2.connect('https://127.0.0.1:' + port, { ca: authority, servername: 'server.example' });
    const texts = await Promise.all([1, 2, 3].map((n) => new Promise((resolve, reject) => {
        let text = '';
        const stream = client.request({ ':path': `/${n}` });
        stream.on('data', (data) => { text += data; });
        stream.on('end', () => resolve(text));
        stream.on('error', reject);
    })));
    client.close();
    server.close();
    return texts.join() === 'two /1,two /2,two /3';
});
check('x509: what the certificate says', () => {
    const certificate = new crypto.X509Certificate(credentials.cert);
    return certificate.checkHost('server.example') === 'server.example' && certificate.verify(new crypto.X509Certificate(authority).publicKey);
});
finish();
