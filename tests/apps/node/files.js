const fs = require('fs'), os = require('os'), path = require('path'), zlib = require('zlib'), stream = require('stream/promises');
const { check, finish } = require('./check');

process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'files-')));
check('write and read', () => { fs.writeFileSync('x.txt', 'hello'); return fs.readFileSync('x.txt', 'utf8') === 'hello'; });
check('append', () => { fs.appendFileSync('x.txt', '!'); return fs.statSync('x.txt').size === 6; });
check('folders', () => {
    fs.mkdirSync('d/e/f', { recursive: true });
    fs.writeFileSync('d/e/f/g', '1');
    const found = fs.readdirSync('d', { recursive: true }).map(String).sort().join();
    fs.rmSync('d', { recursive: true });
    return found === 'e,e\\f,e\\f\\g' && !fs.existsSync('d');
});
check('rename', () => { fs.renameSync('x.txt', 'y.txt'); return fs.existsSync('y.txt') && !fs.existsSync('x.txt'); });
check('symbolic link', () => { fs.symlinkSync('y.txt', 'link'); return fs.readlinkSync('link') === 'y.txt' && fs.lstatSync('link').isSymbolicLink(); });
check('real path', () => fs.realpathSync('link').endsWith('\\y.txt') && fs.realpathSync.native('link').endsWith('\\y.txt'));
check('hard link', () => { fs.linkSync('y.txt', 'hard'); return fs.statSync('y.txt').nlink === 2; });
check('times', () => { fs.utimesSync('y.txt', 1e9, 1e9); return fs.statSync('y.txt').mtimeMs === 1e12; });
check('copy', () => { fs.copyFileSync('y.txt', 'z.txt'); return fs.readFileSync('z.txt', 'utf8') === 'hello!'; });
check('copy refuses to overwrite', () => {
    try { fs.copyFileSync('y.txt', 'z.txt', fs.constants.COPYFILE_EXCL); } catch (error) { return error.code === 'EEXIST'; }
});
check('missing file', () => { try { fs.readFileSync('none'); } catch (error) { return error.code === 'ENOENT' && error.errno === -4058; } });
check('truncate and positions', () => {
    const file = fs.openSync('p', 'w+');
    fs.writeSync(file, 'abcdef');
    fs.ftruncateSync(file, 4);
    fs.writeSync(file, 'X', 1);
    const text = Buffer.alloc(10), length = fs.readSync(file, text, 0, 10, 0);
    fs.closeSync(file);
    return text.toString('latin1', 0, length) === 'aXcd';
});
check('streams', async () => {
    await stream.pipeline(fs.createReadStream(__filename), zlib.createGzip(), fs.createWriteStream('copy.gz'));
    return zlib.gunzipSync(fs.readFileSync('copy.gz')).equals(fs.readFileSync(__filename));
});
check('watch', () => new Promise((resolve) => {
    fs.mkdirSync('watched');
    const watcher = fs.watch('watched', (event, name) => { watcher.close(); resolve(name === 'new'); });
    fs.writeFileSync('watched/new', '1');
}));
finish();
