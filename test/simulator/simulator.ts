import { setMaxListeners } from "node:events";
import { promisify } from "node:util";
import type { Call } from "./calls.ts";
import { type Credentials, credentialsFor, DEFAULT_ACCOUNT, environmentFor } from "./credentials.ts";
import { createDns, type Dns } from "./dns.ts";
import { createExchange, type Latency } from "./exchange.ts";
import { createFaults, type FaultRule } from "./faults.ts";
import { createHooks, type HookRule } from "./hooks.ts";
import { close, listen } from "./server.ts";
import { type Clock, createClock } from "./state/clock.ts";
import { createRegionState } from "./state/network.ts";
import { DEFAULT_REGIONS } from "./state/regions.ts";
import type { Cloud, Published, RegionState, Scope } from "./state/scope.ts";
import { createThrottle } from "./throttling.ts";
import { createWorld, type World } from "./world.ts";

export interface SimulatorOptions {
  /** Default: any free port. */
  port?: number;
  /** The enabled regions. Default: the 17 that every account has. */
  regions?: readonly string[];
  /** Where the clock starts. Default: now. */
  now?: Date | number;
  /** The clock moves only by `clock.set` and `clock.advance`. Default: it runs on with real time. */
  frozenClock?: boolean;
  /** How many ms pass on a running clock in one of real time: hours of request limits in minutes. Default: 1. */
  speed?: number;
  /** Real time before every answer, in ms. */
  latencyMs?: Latency;
  /** The published request limits of EC2, Route 53 and CloudTrail apply. Default: false. */
  throttling?: boolean;
  /** Elastic IPs per account and region. Default: 5, as in a new account. */
  addressQuota?: number;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** What a process needs in its environment to talk to this simulator as the default account in us-east-1. */
  readonly environment: Readonly<Record<string, string>>;
  /** Keys whose calls belong to that account. */
  credentials(account?: string): Credentials;
  /** In order of arrival, refused and unanswered calls included. */
  readonly calls: readonly Call[];
  clearCalls(): void;
  /** How many callers are connected, those included that keep a connection for later. */
  connections(): Promise<number>;
  readonly clock: Clock;
  /** Answers the function that takes the fault away. */
  fault(rule: FaultRule): () => void;
  /** Runs test code right before or after a call; answers the function that takes the hook away. */
  hook(rule: HookRule): () => void;
  world(region: string, account?: string): World;
  /** Route 53, which is the same in all regions. */
  dns(account?: string): Dns;
  /** What the account is called in its sign-in URL; without a name it is called nothing any more. */
  setAccountAlias(alias: string | undefined, account?: string): void;
  readonly published: readonly Published[];
  /** Back to empty accounts: no resources, calls, messages, events, faults, hooks; full buckets; the clock stays. */
  reset(): void;
  /** Cuts all connections. Throws what a hook has thrown, so that a failed expectation in one fails the test. */
  stop(): Promise<void>;
}

/** An AWS of its own on 127.0.0.1: as many as you like in one process, nothing shared between them. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = createClock(options.now ?? Date.now(), options.frozenClock ?? false, options.speed);
  const cloud: Cloud = {
    clock,
    enabledRegions: options.regions ?? DEFAULT_REGIONS,
    publicIps: new Set(),
    published: [],
    trails: new Map(),
    accountAliases: new Map(),
    zones: new Map(),
  };
  const states = new Map<string, RegionState>();
  const scopeOf = (account: string, region: string): Scope => {
    const key = `${account}/${region}`;
    const state = states.get(key) ?? createRegionState(account, region, options.addressQuota ?? 5);
    states.set(key, state);
    return { state, cloud };
  };
  const calls: Call[] = [];
  const faults = createFaults();
  const hooks = createHooks();
  const throttle = options.throttling ? createThrottle(clock) : undefined;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one for every call that is being held back
  const exchange = createExchange({
    calls,
    clock,
    faults,
    hooks,
    throttle,
    scopeOf,
    latencyMs: options.latencyMs ?? 0,
    stopping: stopping.signal,
  });
  const { server, port } = await listen(options.port ?? 0, exchange, clock);
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    environment: environmentFor(url, DEFAULT_ACCOUNT, "us-east-1"),
    credentials: (account = DEFAULT_ACCOUNT) => credentialsFor(account),
    calls,
    clearCalls: () => calls.splice(0),
    connections: () => promisify(server.getConnections.bind(server))(),
    clock,
    fault: faults.add,
    hook: hooks.add,
    world: (region, account = DEFAULT_ACCOUNT) => createWorld(() => scopeOf(account, region)),
    dns: (account = DEFAULT_ACCOUNT) => createDns(cloud, account),
    setAccountAlias(alias, account = DEFAULT_ACCOUNT) {
      if (alias === undefined) cloud.accountAliases.delete(account);
      else cloud.accountAliases.set(account, alias);
    },
    published: cloud.published,
    reset() {
      states.clear();
      cloud.publicIps.clear();
      cloud.published.splice(0);
      cloud.trails.clear();
      cloud.accountAliases.clear();
      cloud.zones.clear();
      calls.splice(0);
      faults.clear();
      hooks.clear();
      throttle?.clear();
    },
    async stop() {
      stopping.abort();
      await close(server);
      const [failure] = hooks.failures.splice(0);
      if (failure !== undefined) throw failure.error;
    },
  };
}
