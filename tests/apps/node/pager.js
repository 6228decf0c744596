// A full-screen program for interactive.py: shows lines, moves with the arrow keys, draws anew in another size, ends with q.
const { stdin, stdout } = process;
let top = 1, name = 'none';

function draw() {
    const rows = stdout.rows, lines = ['\x1b[H'];
    for (let row = 0; row < rows - 1; row++) lines.push(`\x1b[${row + 1};1H\x1b[2K${row % 2 ? '\x1b[32m' : ''}line ${top + row}\x1b[0m\x1b[${row + 1};${stdout.columns}H|`);
    lines.push(`\x1b[${rows};1H\x1b[2K\x1b[7m ${stdout.columns} x ${rows}, key ${name} \x1b[27m`);
    stdout.write(lines.join(''));
}

stdin.setRawMode(true);
require('readline').emitKeypressEvents(stdin);
stdout.write('\x1b[?1049h\x1b[?25l\x1b[2J');
stdin.on('keypress', (text, key) => {
    name = key.name || text;
    if (name === 'q') {
        stdout.write('\x1b[?25h\x1b[?1049l');
        console.log('pager ends');
        process.exit(0);
    }
    if (name === 'down') top++;
    if (name === 'up' && top > 1) top--;
    if (name === 'pagedown') top += stdout.rows - 1;
    draw();
});
stdout.on('resize', draw);
draw();
