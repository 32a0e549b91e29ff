// `mv serve` as a process of its own, and what it says of itself.

import { spawn } from 'node:child_process';

/**
 * Starts it and waits until it listens. `heard` gets every event; `stop` sends a signal and gives the exit code.
 * @param {{ binary: string, directory: string, environment: NodeJS.ProcessEnv, words: string[], heard?: (event: any) => void }} start
 */
export async function startServer({ binary, directory, environment, words, heard = () => {} }) {
  const child = spawn(process.execPath, [binary, 'serve', ...words, '--port', '0', '--json'], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let [lines, log] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', text => {
    log = (log + text).slice(-100_000);
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  const { url } = await new Promise((resolve, reject) => {
    ended.then(code => reject(new Error(`the server ended with ${code}: ${lines}${log}`)));
    child.stdout.setEncoding('utf8').on('data', text => {
      lines += text;
      for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n')) {
        const event = JSON.parse(lines.slice(0, end));
        lines = lines.slice(end + 1);
        if (event.event === 'listening') resolve(event);
        heard(event);
      }
    });
  });
  return {
    url,
    pid: child.pid,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const code = await ended;
      process.off('exit', kill);
      return code;
    },
  };
}

/** Values of /metrics by name and labels: `mv_predictions_served_total{branch="prod",role="answer"}`. */
export async function metricsOf(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    values.map(line => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end))];
    }),
  );
}
