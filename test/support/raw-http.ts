// Bytes over a socket, for what no HTTP client would send.

import { connect } from 'node:net';

export type RawAnswer = { status: number; headers: Map<string, string>; body: string };

/** What is answered on one connection until the server closes it, or says nothing for so long: an answer a request. */
export async function speak(
  url: string,
  bytes: string | Buffer,
  { silence = 5_000 } = {},
): Promise<RawAnswer[]> {
  return answersIn(await spoken(url, bytes, silence));
}

/** `latin1`: a character a byte. */
function spoken(url: string, bytes: string | Buffer, silence: number): Promise<string> {
  return new Promise(resolve => {
    let said = '';
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes as string, 'latin1'));
    socket.setEncoding('latin1').on('data', text => {
      said += text;
    });
    socket.setTimeout(silence, () => socket.destroy());
    // Whoever is closed on while it still sends may be told by a reset.
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
  });
}

/** Throws where what was said is no row of whole answers. */
function answersIn(said: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < said.length; ) {
    const end = said.indexOf('\r\n\r\n', at);
    const status = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n/.exec(said.slice(at, at + 100));
    if (end < 0 || !status) throw new Error(`no answer: ${JSON.stringify(said.slice(at, at + 200))}`);
    const lines = said.slice(at, end).split('\r\n').slice(1);
    const headers = new Map(
      lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    const { body, next } = bodyAt(said, end + 4, headers);
    answers.push({ status: Number(status[1]), headers, body });
    at = next;
  }
  return answers;
}

function bodyAt(
  said: string,
  from: number,
  headers: ReadonlyMap<string, string>,
): { body: string; next: number } {
  if (headers.get('transfer-encoding') === 'chunked') {
    const size = Number.parseInt(said.slice(from, from + 8), 16);
    const start = said.indexOf('\r\n', from) + 2;
    // A word of ours fits into one chunk.
    return { body: said.slice(start, start + size), next: said.indexOf('0\r\n\r\n', start + size) + 5 };
  }
  const next = from + Number(headers.get('content-length') ?? 0);
  if (next > said.length) throw new Error(`an answer is cut off: ${JSON.stringify(said.slice(from))}`);
  return { body: said.slice(from, next), next };
}
