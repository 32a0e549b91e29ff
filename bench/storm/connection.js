// One kept connection that asks, waits for the answer, and asks again.

import { connect } from 'node:net';

/** Attempts to connect, 5 ms apart, after which nobody is believed to listen there any more. */
const MOST_REFUSED = 400;

/**
 * `next` gives the bytes to send now, null for none at present; it is asked until `isOver`. `answered` gets status, head and body; `failed`
 * why an answer never came: the connection is then opened anew. Ends, too, where the server says that it closes.
 * @returns {{ ended: Promise<void> }}
 */
export function keepAsking({ url, next, isOver, answered, failed }) {
  const { hostname, port } = new URL(url);
  let finish = () => {};
  const ended = new Promise(resolve => {
    finish = resolve;
  });
  let refused = 0;
  const open = () => {
    if (isOver() || refused > MOST_REFUSED) return finish();
    const socket = connect(Number(port), hostname);
    let [said, wanted, head, status, waits] = ['', -1, '', 0, false];
    let over = false;
    const ask = () => {
      if (over) return;
      if (isOver()) {
        over = true;
        socket.end();
        return finish();
      }
      const bytes = next();
      if (bytes === null) return void setTimeout(ask, 5);
      waits = true;
      socket.write(bytes);
    };
    const lost = why => {
      if (over) return;
      over = true;
      if (waits) failed(why);
      refused = socket.bytesWritten > 0 ? 0 : refused + 1;
      socket.destroy();
      setTimeout(open, 5);
    };
    socket.setNoDelay(true).setEncoding('utf8');
    socket.on('connect', ask);
    socket.on('data', text => {
      said += text;
      if (wanted < 0) {
        const end = said.indexOf('\r\n\r\n');
        if (end < 0) return;
        head = said.slice(0, end);
        status = Number(head.slice(9, 12));
        // Bodies here are ASCII: as many characters as bytes.
        wanted = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      }
      if (said.length < wanted) return;
      const body = said.slice(head.length + 4, wanted);
      [said, wanted, waits] = [said.slice(wanted), -1, false];
      answered({ status, head, body });
      if (!/^connection: close/im.test(head)) return ask();
      over = true;
      socket.end();
      finish();
    });
    socket.on('error', error => lost(error.message));
    socket.on('close', () => lost('the connection was closed'));
  };
  open();
  return { ended };
}
