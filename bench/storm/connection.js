// One kept connection that asks, waits for the answer, and asks again.

import { connect } from 'node:net';

/**
 * `next` gives the bytes to send now, null for none at present, or `end`. `answered` gets status, head and body; `failed`
 * why an answer never came: the connection is then opened anew.
 * @returns {{ ended: Promise<void> }}
 */
export function keepAsking({ url, next, answered, failed }) {
  const { hostname, port } = new URL(url);
  let finish = () => {};
  const ended = new Promise(resolve => {
    finish = resolve;
  });
  const open = () => {
    const socket = connect(Number(port), hostname);
    let [said, wanted, head, status, waits] = ['', -1, '', 0, false];
    let over = false;
    const ask = () => {
      if (over) return;
      const bytes = next();
      if (bytes === 'end') {
        over = true;
        socket.end();
        return finish();
      }
      if (bytes === null) return void setTimeout(ask, 5);
      waits = true;
      socket.write(bytes);
    };
    const lost = why => {
      if (over) return;
      over = true;
      if (waits) failed(why);
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
      ask();
    });
    socket.on('error', error => lost(error.message));
    socket.on('close', () => lost('the connection was closed'));
  };
  open();
  return { ended };
}
