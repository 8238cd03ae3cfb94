/**
 * The load generator's connections: HTTP/1.1 with keep-alive over plain sockets, one request at a
 * time each. Node's own client would take a third of the machine that is being measured.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Reply = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
};

type Waiting = { resolve: (reply: Reply) => void; reject: (error: Error) => void };

const HEAD_END = '\r\n\r\n';

/** One socket; `call` again only after the answer. The server closes what was idle for 5 s. */
export class Connection {
  readonly #origin: URL;
  #socket: Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;

  constructor(origin: URL) {
    this.#origin = origin;
  }

  #connect(): Socket {
    const socket = connect(Number(this.#origin.port), this.#origin.hostname);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      this.#fail(new Error('the server closed the connection'));
    });
    return socket;
  }

  call({ method, path, headers = {}, body = '' }: Call): Promise<Reply> {
    const length = method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const head = [`${method} ${path} HTTP/1.1`, `host: ${this.#origin.host}`, ...fields, ...length];
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#connect();
      this.#socket.write(`${head.join('\r\n')}${HEAD_END}${body}`);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket?.destroy();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const reply = parsed(this.#received);
    if (reply === null) return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(reply);
  }
}

/** The reply in these bytes, or null while it is not all there. */
function parsed(bytes: Buffer): Reply | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  const body =
    headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : whole(rest, headers);
  if (body === null) return null;
  return { status: Number(statusLine.split(' ')[1]), headers, text: body.toString('utf8') };
}

function whole(rest: Buffer, headers: ReadonlyMap<string, string>): Buffer | null {
  const length = Number(headers.get('content-length') ?? 0);
  return rest.length >= length ? rest.subarray(0, length) : null;
}

function unchunked(rest: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (rest.length < start + size + 2) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(rest.subarray(start, start + size));
    at = start + size + 2;
  }
}
