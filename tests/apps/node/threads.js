// worker_threads: messages, shared memory, transferred buffers, ends of all kinds.
const { check, finish } = require('./check.js');
const { Worker, MessageChannel, receiveMessageOnPort, isMainThread, parentPort, workerData } = require('worker_threads');
const zlib = require('zlib');

const jobs = {
    count: ({ memory, rounds }) => { const cells = new Int32Array(memory); for (let i = 0; i < rounds; i++) Atomics.add(cells, 0, 1); },
    wait: ({ memory }) => { const cells = new Int32Array(memory); parentPort.postMessage(Atomics.wait(cells, 0, 0, 20000)); },
    pack: ({ text }) => parentPort.postMessage(zlib.gunzipSync(zlib.gzipSync(text)).toString() === text),
    sieve: ({ upTo }) => {
        const composite = new Uint8Array(upTo + 1);
        let count = 0;
        for (let i = 2; i <= upTo; i++) {
            if (composite[i]) continue;
            count++;
            for (let j = i * 2; j <= upTo; j += i) composite[j] = 1;
        }
        parentPort.postMessage(count);
    },
    transfer: () => parentPort.once('message', (buffer) => parentPort.postMessage(new Uint8Array(buffer)[99])),
    fail: () => { throw new RangeError('thrown on purpose'); },
    exit: () => process.exit(5),
    forever: () => { parentPort.postMessage(1); for (;;) { /* until it is terminated */ } },
};
if (!isMainThread) {
    jobs[workerData.job](workerData);
    return;
}

const start = (job, data) => new Worker(__filename, { workerData: { job, ...data } });
const message = (worker) => new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject); });
const exit = (worker) => new Promise((resolve) => worker.once('exit', resolve));

check('shared memory: four threads count', async () => {
    const memory = new SharedArrayBuffer(4);
    await Promise.all([1, 2, 3, 4].map(() => exit(start('count', { memory, rounds: 50000 }))));
    return new Int32Array(memory)[0] === 200000;
});
check('Atomics.wait and notify', async () => {
    const memory = new SharedArrayBuffer(4), worker = start('wait', { memory });
    const answered = message(worker);
    Atomics.store(new Int32Array(memory), 0, 1);
    Atomics.notify(new Int32Array(memory), 0);
    return ['ok', 'not-equal'].includes(await answered);
});
check('two threads compute', async () => (await Promise.all([1, 2].map(() => message(start('sieve', { upTo: 1000000 }))))).join() === '78498,78498');
check('zlib in a thread', () => message(start('pack', { text: 'some text '.repeat(10000) })));
check('a transferred buffer', async () => {
    const worker = start('transfer'), bytes = new Uint8Array(100).fill(7);
    const answered = message(worker);
    worker.postMessage(bytes.buffer, [bytes.buffer]);
    return bytes.length === 0 && await answered === 7;
});
check('an error comes through', () => new Promise((resolve) => start('fail').once('error', (error) =>
    resolve(error instanceof RangeError && error.message === 'thrown on purpose'))));
check('an exit code', async () => await exit(start('exit')) === 5);
check('terminate', async () => {
    const worker = start('forever');
    await message(worker);
    return await worker.terminate() === 1;
});
check('message channel', () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage({ map: new Map([[1, 2]]) });
    const received = receiveMessageOnPort(port2).message.map.get(1);
    port1.close();
    return received === 2;
});
check('thirty threads one after the other', async () => {
    for (let i = 0; i < 30; i++) await exit(start('exit'));
    return true;
});
finish();
