import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";

/** Ms until a connection must stand, and until an answer must have come. EC2 answers in tens of ms; a dead region never. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

/** Attempts at a call that may be repeated as it is. The SDK waits between them, longer when throttled. */
const attempts = 4;

/** A client for calls that may be repeated as they are. */
export const clientOptions = { maxAttempts: attempts, retryMode: "standard", requestHandler: timeouts } as const;

/** What all clients have alike; what is absent each finds by the SDK's own rules. */
export type SharedOptions = Pick<EC2ClientConfig, "credentials">;

/** EC2 clients, one a region, made when first asked for. */
export class Ec2Clients {
  readonly #repeating = new Map<string, EC2Client>();
  readonly #once = new Map<string, EC2Client>();
  /** For clients of other services, which must not act for anybody else. */
  readonly shared: SharedOptions;
  #home: EC2Client | undefined;

  constructor(shared: SharedOptions = {}) {
    this.shared = shared;
  }

  /** For reads and tags: a call that fails in passing is repeated by the SDK. */
  repeating(region: string): EC2Client {
    return cached(this.#repeating, region, attempts, this.shared);
  }

  /**
   * For releases: one call is one attempt. A repetition by the SDK would come seconds after the look that the release
   * stands on, and in a default VPC `ReleaseAddress` also takes an address that was associated meanwhile.
   */
  once(region: string): EC2Client {
    return cached(this.#once, region, 1, this.shared);
  }

  /** Where the function itself runs, by the SDK's own rules: the region that knows the list of regions. */
  home(): EC2Client {
    this.#home ??= makeClient({ ...clientOptions, ...this.shared });
    return this.#home;
  }

  /** Closes every connection. */
  destroy(): void {
    this.#home?.destroy();
    for (const client of [...this.#repeating.values(), ...this.#once.values()]) client.destroy();
  }
}

function cached(
  clients: Map<string, EC2Client>,
  region: string,
  maxAttempts: number,
  shared: SharedOptions,
): EC2Client {
  const client = clients.get(region) ?? makeClient({ ...clientOptions, ...shared, region, maxAttempts });
  clients.set(region, client);
  return client;
}

/** The SDK copies every answer for a log, also where there is none: thousands of interfaces, each field by its schema. */
function makeClient(options: EC2ClientConfig): EC2Client {
  const client = new EC2Client(options);
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
