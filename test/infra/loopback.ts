import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Sent {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface Loopback {
  readonly url: string;
  /** Everything that was asked, in order of arrival. */
  readonly received: readonly Received[];
  readonly stop: () => Promise<void>;
}

/** A server on 127.0.0.1 that answers as it is told. */
export async function startLoopback(answer: (received: Received) => Sent | Promise<Sent>): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const each: Received = { method, path, headers, body: await buffer(incoming) };
    received.push(each);
    try {
      const { status, headers: own, body } = await answer(each);
      response.writeHead(status, own).end(body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, received, stop };
}

/** Asks another server the same. */
export function forward({ method, path, headers, body }: Received, to: string): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, to), { method, headers }, (response) => {
      buffer(response).then((answer) => {
        const { "transfer-encoding": _, ...others } = response.headers;
        resolve({ status: response.statusCode ?? 500, headers: others, body: answer });
      }, reject);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
