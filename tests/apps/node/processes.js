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
check('environment and arguments', () => {
    const ended = child.spawnSync(process.execPath, ['-p', 'process.env.MARK + process.argv[1]', 'a "b" \\'], { env: { ...process.env, MARK: 'm' } });
    return ended.stdout.toString() === 'ma "b" \\\n';
});
finish();
