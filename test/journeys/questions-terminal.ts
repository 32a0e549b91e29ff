// A terminal for a program to ask at: a pseudo-terminal of Python's, which reads what is shown and types the answers.

import { spawn, spawnSync } from 'node:child_process';

/** What is waited for, and what is then typed. */
export type Turn = [shown: string, typed: string];

export type Session = { exitCode: number; shown: string };

export const hasTerminal =
  spawnSync('python3', ['-c', 'import fcntl, pty, select, termios'], { stdio: 'ignore' }).status === 0;

const DRIVER = `
import fcntl, json, os, pty, select, struct, sys, termios, time
work = json.loads(sys.argv[1])
pid, fd = pty.fork()
fcntl.ioctl(fd if pid else 0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
if pid == 0:
    os.chdir(work['directory'])
    os.execvpe(work['command'][0], work['command'], work['environment'])
shown, at, turns, limit = b'', 0, list(work['turns']), time.time() + 60
while time.time() < limit:
    ready, _, _ = select.select([fd], [], [], 0.2)
    if ready:
        try:
            chunk = os.read(fd, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    while turns and turns[0][0].encode() in shown[at:]:
        at += shown[at:].index(turns[0][0].encode()) + len(turns[0][0].encode())
        time.sleep(0.15)
        os.write(fd, turns.pop(0)[1].encode())
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
print(json.dumps({'shown': shown.decode('utf-8', 'replace'), 'exitCode': os.waitstatus_to_exitcode(status)}))
`;

/** Runs a program at a terminal; ends it after a minute. `shown` is everything it wrote, escape sequences included. */
export function runAtTerminal(
  command: readonly string[],
  {
    directory,
    environment,
    turns,
  }: { directory: string; environment: NodeJS.ProcessEnv; turns: readonly Turn[] },
): Promise<Session> {
  const work = JSON.stringify({ command, directory, environment: { ...environment, TERM: 'xterm' }, turns });
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', DRIVER, work], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(output)));
  });
}
