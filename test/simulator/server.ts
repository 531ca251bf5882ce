import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { WireRequest } from "./protocol/query.ts";

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly requestId: string;
  readonly body: string;
  /** Beyond the two that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Undefined cuts the connection without an answer. */
export type RequestHandler = (request: WireRequest) => Promise<WireAnswer | undefined>;

/**
 * Listens on 127.0.0.1 only; port 0 takes any free one. A taken port rejects with `EADDRINUSE`. Answers are dated by the
 * simulator's own clock: the SDK takes another time in the `Date` of a refusal for a clock gone wrong, and repeats.
 */
export async function listen(
  port: number,
  handle: RequestHandler,
  clock: { now(): number },
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    response.setHeader("date", new Date(clock.now()).toUTCString());
    answer(request, response, handle, gone.signal).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" }).end(`The simulator failed: ${String(error)}`);
    });
  });
  // A caller that keeps connections for the next run must not find them closed in between.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The simulator has no TCP port.");
  return { server, port: address.port };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: RequestHandler,
  gone: AbortSignal,
): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return; // The caller went away in the middle of its own request.
  }
  const result = await handle({
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
    gone,
  });
  if (result === undefined) {
    request.socket.destroy();
    return;
  }
  const { status, contentType, requestId, headers } = result;
  response.writeHead(status, { "content-type": contentType, "x-amzn-requestid": requestId, ...headers });
  response.end(result.body);
}
