// A real browser without a window, driven over its debugging pipe: what does a page ask for, say, and look like?

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program of a Chromium, or null where there is none. */
export function findBrowser(): string | null {
  return NAMES.find(name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) ?? null;
}

export type Look = { width: number; height?: number; scheme?: 'light' | 'dark'; media?: 'screen' | 'print' };

export type Seen = {
  /** Addresses that were asked for, the page's own excepted. */
  requests: string[];
  /** What the browser complained of: errors and warnings of the page, its policy or the network. */
  complaints: string[];
  /** By how many pixels the page is wider than the window. */
  overflow: number;
};

export class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve(value: any): void; reject(error: Error): void }>();
  #seen: Seen = { requests: [], complaints: [], overflow: 0 };
  #page = '';
  #session = '';
  #last = 0;
  #loaded: () => void = () => {};

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    let text = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (part: string) => {
      const messages = (text + part).split('\0');
      text = messages.pop()!;
      for (const message of messages) this.#hear(JSON.parse(message));
    });
  }

  static async open(program: string): Promise<Browser> {
    const profile = await mkdtemp(path.join(tmpdir(), 'git-model-browser-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const child = spawn(
      program,
      [...flags, '--no-first-run', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const browser = new Browser(child, profile);
    const { targetId } = await browser.#ask('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.#ask('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await browser.#ask(`${domain}.enable`);
    return browser;
  }

  /** Loads a page and says what came of it. */
  async visit(address: string, look: Look): Promise<Seen> {
    this.#seen = { requests: [], complaints: [], overflow: 0 };
    this.#page = address;
    await this.look(look);
    const loaded = new Promise<void>(resolve => {
      this.#loaded = resolve;
    });
    await this.#ask('Page.navigate', { url: address });
    await loaded;
    const overflow = await this.evaluate(
      'Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth',
    );
    return { ...this.#seen, overflow };
  }

  async look({ width, height = 900, scheme = 'light', media = 'screen' }: Look): Promise<void> {
    await this.#ask('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, deviceScaleFactor: 1, mobile: false },
    });
    await this.#ask('Emulation.setEmulatedMedia', {
      media,
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
  }

  /** The value of an expression in the page. */
  async evaluate(expression: string): Promise<any> {
    const { result } = await this.#ask('Runtime.evaluate', { expression, returnByValue: true });
    return result.value;
  }

  /** A PNG of the whole page. */
  async picture(): Promise<Buffer> {
    const { data } = await this.#ask('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #ask(method: string, params: Record<string, unknown> = {}): Promise<any> {
    const id = ++this.#last;
    const session = this.#session === '' ? {} : { sessionId: this.#session };
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #hear({ id, method, params, result, error }: any): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
    if (method === 'Page.loadEventFired') this.#loaded();
    if (method === 'Network.requestWillBeSent' && !this.#isOwn(params.request.url)) {
      this.#seen.requests.push(params.request.url);
    }
    if (method === 'Log.entryAdded') this.#seen.complaints.push(params.entry.text);
    if (method === 'Runtime.consoleAPICalled') this.#seen.complaints.push(params.type);
    if (method === 'Runtime.exceptionThrown') this.#seen.complaints.push(params.exceptionDetails.text);
  }

  /** What stands in the page itself is no request. */
  #isOwn(address: string): boolean {
    return address === this.#page || address.startsWith('data:');
  }
}
