const crypto = require('crypto'), os = require('os'), zlib = require('zlib'), { Worker } = require('worker_threads');
const { check, finish } = require('./check');

check('os', () => os.totalmem() > 0 && os.hostname() && os.homedir() && os.userInfo().username && os.tmpdir() && os.release().startsWith('10.0'));
check('memory and clocks', () => process.memoryUsage().rss > 0 && process.uptime() > 0 && process.hrtime.bigint() > 0n);
check('processors', () => os.cpus().length >= 1 && os.cpus().every((one) => one.model && one.times.idle > 0 && one.times.user > 0) &&
    os.cpus().length >= os.availableParallelism());
check('resource usage', () => {
    const before = process.resourceUsage();
    require('fs').readFileSync(__filename);
    const after = process.resourceUsage();
    return after.maxRSS > 10000 && after.userCPUTime + after.systemCPUTime > 0 && after.fsRead > before.fsRead;
});
check('system', () => os.freemem() > 0 && os.freemem() < os.totalmem() && os.uptime() > 0 && os.version().startsWith('Windows') &&
    os.networkInterfaces && Object.values(os.networkInterfaces()).flat().some((one) => one.address === '127.0.0.1' && one.internal));
check('priority', () => { os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL); return os.getPriority() === os.constants.priority.PRIORITY_BELOW_NORMAL; });
check('deflate in pieces', () => new Promise((resolve, reject) => {
    const inflate = zlib.createInflate(), deflate = zlib.createDeflate();
    let length = 0;
    inflate.on('data', (data) => { length += data.length; });
    inflate.on('end', () => resolve(length === 1000000));
    inflate.on('error', reject);
    deflate.pipe(inflate);
    for (let i = 0; i < 100; i++) deflate.write(Buffer.alloc(10000, i));
    deflate.end();
}));
check('crc', () => zlib.crc32('hello') === 0x3610a686);
check('gzip', () => zlib.gunzipSync(zlib.gzipSync('abc'.repeat(1000))).length === 3000);
check('brotli', () => zlib.brotliDecompressSync(zlib.brotliCompressSync('abc')).toString() === 'abc');
check('sha256', () => crypto.createHash('sha256').update('abc').digest('hex') ===
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
check('key derivation', () => crypto.pbkdf2Sync('password', 'salt', 4096, 20, 'sha1').toString('hex') === '4b007901b765489abead49d926f721d065a429c1' &&
    crypto.scryptSync('', '', 8, { N: 16, r: 1, p: 1 }).toString('hex') === '77d6576238657b20');
check('random', () => crypto.randomBytes(16).length === 16 && !crypto.randomBytes(16).equals(crypto.randomBytes(16)));
check('signature', () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return crypto.verify('sha256', Buffer.from('a'), publicKey, crypto.sign('sha256', Buffer.from('a'), privateKey));
});
check('cipher', () => {
    const key = crypto.randomBytes(32), nonce = crypto.randomBytes(12), cipher = crypto.createCipheriv('aes-256-gcm', key, nonce);
    const text = Buffer.concat([cipher.update('hello'), cipher.final()]), decipher = crypto.createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAuthTag(cipher.getAuthTag());
    return decipher.update(text) + decipher.final() === 'hello';
});
check('dates', () => new Intl.DateTimeFormat('de-DE', { timeZone: 'UTC' }).format(new Date(0)) === '1.1.1970');
check('timer', () => new Promise((resolve) => { const start = Date.now(); setTimeout(() => resolve(Date.now() - start >= 49), 50); }));
check('worker', () => new Promise((resolve, reject) => {
    const worker = new Worker('const { parentPort } = require("worker_threads"); parentPort.once("message", (n) => parentPort.postMessage(n * 2))',
        { eval: true });
    worker.on('message', (answer) => resolve(answer === 42));
    worker.on('error', reject);
    worker.postMessage(21);
}));
finish();
