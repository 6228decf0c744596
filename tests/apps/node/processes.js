const child = require('child_process');
const { check, finish } = require('./check');

if (process.send) {
    process.once('message', (message) => { process.send({ got: message }); process.disconnect(); });
    return;
}
check('spawnSync', () => {
    const ended = child.spawnSync(process.execPath, ['-e', 'process.stdout.write("out"); console.error("err"); process.exit(3)']);
    return ended.stdout.toString() === 'out' && ended.stderr.toString() === 'err\n' && ended.status === 3;
});
check('spawn with pipes', () => new Promise((resolve, reject) => {
    const echo = child.spawn(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)']);
    let text = '';
    echo.stdout.on('data', (data) => { text += data; });
    echo.on('close', (code) => resolve(text === 'ping' && code === 0));
    echo.on('error', reject);
    echo.stdin.end('ping');
}));
check('fork', () => new Promise((resolve, reject) => {
    const other = child.fork(__filename);
    let answer;
    other.on('message', (message) => { answer = message.got; });
    other.on('exit', (code) => resolve(answer === 7 && code === 0));
    other.on('error', reject);
    other.send(7);
}));
check('kill', () => new Promise((resolve) => {
    const other = child.spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    other.stdout.once('data', () => other.kill());
    other.on('exit', (code, signal) => resolve(signal === 'SIGTERM'));
}));
check('a shell', () => new Promise((resolve) => child.exec('echo one& echo two', (error, text) => resolve(!error && text === 'one\r\ntwo\r\n'))));
check('a shell\'s exit code', () => new Promise((resolve) => child.exec('exit 3', (error) => resolve(error.code === 3))));
check('a batch file', () => {
    require('fs').writeFileSync('batch.cmd', '@echo %1-%2\r\n@exit /b 4\r\n');
    const ended = child.spawnSync('batch.cmd', ['a', 'b'], { shell: true });
    return ended.stdout.toString() === 'a-b\r\n' && ended.status === 4;
});
check('folder of a child', () => {
    require('fs').mkdirSync('below', { recursive: true });
    return child.execFileSync(process.execPath, ['-p', 'process.cwd()'], { cwd: 'below' }).toString().trim().endsWith('\\below');
});
check('a program that is not there', () => new Promise((resolve) => child.spawn('no-such-program').on('error', (error) => resolve(error.code === 'ENOENT'))));
check('a limit of time', () => {
    const ended = child.spawnSync(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 500 });
    return ended.error.code === 'ETIMEDOUT';
});
check('output to a file', () => {
    const fs = require('fs'), file = fs.openSync('output', 'w');
    child.spawnSync(process.execPath, ['-e', 'console.log(1); console.error(2)'], { stdio: ['ignore', file, file] });
    fs.closeSync(file);
    return fs.readFileSync('output', 'utf8') === '1\n2\n';
});
check('4 MB through a pipe', () => {
    const ended = child.spawnSync(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)'], { input: Buffer.alloc(4 << 20, 'x'), maxBuffer: 8 << 20 });
    return ended.stdout.length === 4 << 20;
});
check('children side by side', async () => {
    const ends = [...Array(8).keys()].map((n) => new Promise((resolve) => child.execFile(process.execPath, ['-p', String(n)], (_, text) => resolve(text.trim()))));
    return (await Promise.all(ends)).join() === '0,1,2,3,4,5,6,7';
});
check('environment and arguments', () => {
    const ended = child.spawnSync(process.execPath, ['-p', 'process.env.MARK + process.argv[1]', 'a "b" \\'], { env: { ...process.env, MARK: 'm' } });
    return ended.stdout.toString() === 'ma "b" \\\n';
});
finish();
