"""ffmpeg 4.1, 32-bit (MinGW): what it decodes, encodes and filters, beside Debian's native ffmpeg. Lossless streams must give the very same frames; what it
has encoded with loss is decoded by both and measured against the source."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['WINRUN_SOURCE'], 'tests', 'support'))
from app_test import Counter, run, winrun
from packages import FFMPEG, packaged_program

QUIET = ('-hide_banner', '-nostdin', '-loglevel', 'error')
counter = Counter()


def hashes(ended):
    """The hash of each frame of each stream, in order."""
    rows = [line.split(',') for line in ended.output.splitlines() if line and not line.startswith('#')]
    return sorted((int(row[0]), number, row[-1].strip()) for number, row in enumerate(rows))


def frames(command, name, *options):
    return [(stream, text) for stream, _, text in hashes(run([*command, *QUIET, '-i', name, *options, '-f', 'framemd5', '-'], limit=120))]


def decoded_alike(ours, native, name, what, *options):
    mine, theirs = frames(ours, name, *options), frames(native, name, *options)
    counter.check(mine and mine == theirs, what, f'    {len(mine)} frames, {len(theirs)} natively')


def main():
    if not shutil.which('ffmpeg'):
        counter.skip('no native ffmpeg')
        return
    program = packaged_program(FFMPEG['i386'])
    ours, native = [os.environ['WINRUN'], program], ['ffmpeg']
    ended = winrun(program, '-version')
    counter.check(ended.code == 0 and ended.output.startswith('ffmpeg version N-92722'), 'ffmpeg -version', ended)
    ended = run([*native, *QUIET, '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25:duration=3', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=3',
                 '-c:v', 'ffv1', '-c:a', 'flac', 'clip.mkv'])
    counter.check(ended.code == 0, 'the native ffmpeg makes a clip', ended)
    decoded_alike(ours, native, 'clip.mkv', 'FFV1 and FLAC are decoded alike')
    decoded_alike(ours, native, 'clip.mkv', 'and with several threads', '-threads', '4')

    for name, options in (('lossless.mkv', ('-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-c:a', 'copy')),
                          ('lossless.avi', ('-c:v', 'huffyuv', '-c:a', 'pcm_s16le')), ('lossless.mov', ('-c:v', 'png', '-pix_fmt', 'rgb24', '-an'))):
        ended = winrun(program, *QUIET, '-i', 'clip.mkv', *options, name, limit=120)
        if counter.check(ended.code == 0 and os.path.exists(name), f'{name} is written', ended):
            decoded_alike(ours, native, name, f'{name} is decoded alike')
    for name, options in (('lossy.mp4', ('-c:v', 'libx264', '-crf', '18', '-c:a', 'aac', '-movflags', '+faststart')),
                          ('lossy.webm', ('-c:v', 'libvpx', '-b:v', '2M', '-c:a', 'libvorbis')), ('lossy.avi', ('-c:v', 'mpeg4', '-q:v', '2', '-c:a', 'libmp3lame'))):
        ended = winrun(program, *QUIET, '-i', 'clip.mkv', *options, name, limit=240)
        if not counter.check(ended.code == 0 and os.path.exists(name), f'{name} is written', ended):
            continue
        decoded_alike(ours, native, name, f'{name} is decoded alike', '-map', '0:v')
        measured = run([*native, '-hide_banner', '-nostdin', '-i', name, '-i', 'clip.mkv', '-lavfi', 'psnr', '-f', 'null', '-'])
        found = re.search(r'average:([\d.]+)', measured.error)
        counter.check(found and float(found.group(1)) > 30, f'{name} looks like its source', measured)
    check_files(program)


def check_files(program):
    ended = winrun(program, *QUIET, '-i', 'clip.mkv', '-vf', 'fps=5,scale=80:60', 'frame%03d.png')
    counter.check(ended.code == 0 and sum(name.startswith('frame') for name in os.listdir()) == 15, 'a file for each frame', ended)
    ended = winrun(program, *QUIET, '-framerate', '5', '-i', 'frame%03d.png', '-c:v', 'ffv1', 'again.mkv')
    counter.check(ended.code == 0 and os.path.getsize('again.mkv') > 1000, 'frames become a clip', ended)
    ended = winrun(program, *QUIET, '-n', '-i', 'clip.mkv', 'again.mkv')
    counter.check(ended.code == 1 and 'already exists' in ended.error, '-n writes over nothing', ended)
    ended = winrun(program, *QUIET, '-i', 'no such file.mkv', 'x.mkv')
    counter.check(ended.code == 1 and 'No such file or directory' in ended.error, 'a file that is not there', ended)
    with open('clip.mkv', 'rb') as source, open('piped.wav', 'wb') as target:
        code = subprocess.run([os.environ['WINRUN'], program, '-hide_banner', '-loglevel', 'error', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], stdin=source, stdout=target,
                              stderr=subprocess.DEVNULL, timeout=120, check=False).returncode
    counter.check(code == 0 and os.path.getsize('piped.wav') == 3 * 44100 * 2, 'standard input and output', f'    {os.path.getsize("piped.wav")} bytes')


main()
counter.finish()
