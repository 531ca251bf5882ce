/** One line of the simulator's log. */
export interface Call {
  /** When it came, in ms by the simulator's clock. */
  readonly at: number;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly account: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the action changes resources; true for a dry run of such an action too, see `dryRun`. */
  readonly writes: boolean;
  readonly dryRun: boolean;
  /** HTTP status of the answer; 0 while there is none, and for good when the caller never got one. */
  readonly status: number;
  readonly errorCode?: string;
  /** Set while a fault keeps its caller waiting for an answer that will not come. */
  readonly hanging?: boolean;
  /** When it was answered, in ms by the simulator's clock. */
  readonly answeredAt?: number;
  /** Real time from arrival to answer, in ms. */
  readonly durationMs?: number;
}

/** Which calls a fault or a hook is for; what is left out matches everything. */
export interface CallMatch {
  service?: string;
  action?: string | RegExp;
  region?: string;
  account?: string;
  when?: (call: Call) => boolean;
}

export function matches(match: CallMatch, call: Call): boolean {
  const { service, action, region, account, when } = match;
  return (
    (service === undefined || service === call.service) &&
    (action === undefined || (typeof action === "string" ? action === call.action : action.test(call.action))) &&
    (region === undefined || region === call.region) &&
    (account === undefined || account === call.account) &&
    (when?.(call) ?? true)
  );
}
