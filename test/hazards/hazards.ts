interface Hazard {
  readonly id: string;
  /** What happens in real accounts. */
  readonly happens: string;
  /** What the janitor does about it. */
  readonly janitor: string;
}

/** What a janitor can get wrong. docs/hazards.md is made of this list and of the tests that name its ids. */
export const hazards = [
  {
    id: "in-use-instance",
    happens: "An address serves a running instance.",
    janitor: "It is not a finding.",
  },
  {
    id: "in-use-no-instance",
    happens: "An address serves a NAT gateway or a load balancer: it has an association, but no instance.",
    janitor: "The association alone says that it is in use; it is not a finding.",
  },
  {
    id: "fresh",
    happens:
      "Somebody has allocated an address a moment ago and attaches it next; an interface lies idle between two steps.",
    janitor: "What is seen idle for the first time is only marked; its grace begins there.",
  },
  {
    id: "just-detached",
    happens: "An address that was in use for a year was detached five minutes ago.",
    janitor: "The clock runs from the first look that saw it idle, not from the first look ever.",
  },
  {
    id: "reused",
    happens: "Something marked is attached again, and later detached.",
    janitor: "The mark is taken off while it is in use, and the grace starts anew.",
  },
  {
    id: "between-looks",
    happens:
      "A batch job attaches the address every night and detaches it before the daily run, so every look sees it idle.",
    janitor:
      "Before a release CloudTrail is asked: activity since the mark protects (`recent-activity`), and the mark is taken off. Silence never shortens a grace.",
  },
  {
    id: "race",
    happens:
      "Somebody attaches the address after the survey. In a default VPC, `ReleaseAddress` takes it away from its instance.",
    janitor: "Each resource is looked at once more right before its own release: `changed`.",
  },
  {
    id: "late-opt-out",
    happens: "The owner tags it `janitor:policy=keep` after the survey.",
    janitor: "The same second look reads the tags again: `changed`.",
  },
  {
    id: "typo-tag",
    happens: "The owner writes `kep`, `next week`, `two weeks`, or misspells the tag's key.",
    janitor: "Kept as `unreadable-tag`, and told in the summary.",
  },
  {
    id: "forged-mark",
    happens: "Somebody writes a mark that is dated in the future, or one that is no date.",
    janitor: "The future counts as now; what cannot be read keeps the resource (`unreadable-tag`).",
  },
  {
    id: "dns",
    happens: "A Route 53 record still names the address, and a stranger would get the traffic.",
    janitor: "`protect`, `dns-record`, with the record and its zone; every zone of the account is read.",
  },
  {
    id: "allow-list",
    happens: "A security group allows the address, and a stranger would be let in.",
    janitor: "`protect`, `allow-listed`, with the groups; every configured region is asked.",
  },
  {
    id: "ptr",
    happens: "Reverse DNS is set for the address, and AWS refuses to release it.",
    janitor: "`protect`, `ptr-record`; should AWS refuse all the same, that one fails and the others go on.",
  },
  {
    id: "locked",
    happens: "AWS has locked the address.",
    janitor: "That one fails with AWS's words; the others go on, and the run does not fail.",
  },
  {
    id: "byoip",
    happens: "The address comes from a pool of the company's own, from IPAM, an outpost or a carrier.",
    janitor: "`protect`, `customer-owned-pool`.",
  },
  {
    id: "service-managed",
    happens: "A load balancer, RDS or a regional NAT gateway holds the address for the account.",
    janitor: "`protect`, `service-managed`, with the service.",
  },
  {
    id: "border-group",
    happens: "The address lives in a Local Zone; a release that does not name its network border group is not found.",
    janitor: "The group is named.",
  },
  {
    id: "transfer",
    happens: "The address is being handed over to another account.",
    janitor: "`protect`, `transfer-pending`.",
  },
  {
    id: "stack",
    happens: "A CloudFormation stack owns the resource.",
    janitor: "`protect`, `stack-managed`, with the stack; a policy can switch this guard off.",
  },
  {
    id: "stopped",
    happens: "The instance behind the address is stopped: it costs money and looks used.",
    janitor: "`report`, `stopped-instance`; when the instance starts, it has its address.",
  },
  {
    id: "quota",
    happens: "The region's quota of Elastic IPs is nearly used up.",
    janitor: "The summary says so, with how many of them are idle.",
  },
  {
    id: "eni-service",
    happens: "An interface is managed by a service or an operator, or is not of type `interface`.",
    janitor: "`protect`, with the service that owns it.",
  },
  {
    id: "eni-shared",
    happens: "A shared subnet shows interfaces of another account.",
    janitor: "`protect`, `foreign-owner`.",
  },
  {
    id: "eni-with-ip",
    happens: "An idle interface holds an Elastic IP.",
    janitor: "Both are reported, neither is released.",
  },
  {
    id: "eni-route",
    happens: "A route table sends traffic to an idle interface: a failover appliance.",
    janitor: "`protect`, `route-target`, with the route table.",
  },
  {
    id: "eni-template",
    happens: "A launch template names the interface, in its latest version or in an old one.",
    janitor: "`protect`, `launch-template`, with the template and the version.",
  },
  {
    id: "eni-leaked",
    happens: "An instance was terminated and its second interface stayed, or EKS left one behind.",
    janitor: "Found, named, and released after its grace.",
  },
  {
    id: "unknown-state",
    happens: "AWS sends a status, a type or a field that this version does not know.",
    janitor: "What is not understood counts as in use, or is protected.",
  },
  {
    id: "region-denied",
    happens: "A region is forbidden by a policy of the organisation, or does not answer.",
    janitor: "The others go on; the summary says which one was not seen, and the run fails at its end.",
  },
  {
    id: "half-listing",
    happens: "The third of five pages fails.",
    janitor: "The whole region counts as not seen; nothing there is touched.",
  },
  {
    id: "no-tag-right",
    happens: "The role may not write tags.",
    janitor: "Told in the summary; nothing is ever released unmarked.",
  },
  {
    id: "denied",
    happens: "The role may not release.",
    janitor: "`failed` with AWS's words; the others go on, and the run fails at its end.",
  },
  {
    id: "gone",
    happens: "The resource vanishes meanwhile.",
    janitor: "`already-gone`, which is no error.",
  },
  {
    id: "transient",
    happens: "A release is refused with `AuthFailure` or about an interface, because a NAT gateway was just deleted.",
    janitor: "`failed` as transient: the next run tries again, and nobody is told of a missing permission.",
  },
  {
    id: "throttled",
    happens: "EC2 throttles for minutes.",
    janitor: "Calls are paced and repeated; what cannot be done is `withheld`.",
  },
  {
    id: "flood",
    happens: "Hundreds are due at once, because somebody broke the policy or the tags.",
    janitor: "The circuit breaker trips: none is released, all are counted, and each is in the log.",
  },
  {
    id: "timeout",
    happens: "Three seconds are left, and forty releases.",
    janitor: "What cannot be done is `withheld`, what no guard could prove in time is protected; the summary goes out.",
  },
  {
    id: "killed",
    happens: "The process dies between any two calls.",
    janitor: "The next runs finish the work, and the journal names every release.",
  },
  {
    id: "twice",
    happens: "The schedule fires twice, or two runs overlap.",
    janitor: "No wrong release, no false alarm.",
  },
  {
    id: "no-topic",
    happens: "SNS refuses, or is down.",
    janitor: "The report is in the journal and the run fails; marks and releases are as they should be.",
  },
  {
    id: "huge",
    happens: "There are 5,000 findings.",
    janitor: "The message fits; totals, alarms and what was done come first.",
  },
  {
    id: "dry",
    happens: "The mode is `report`.",
    janitor: "Not one writing call leaves the process.",
  },
  {
    id: "quiet",
    happens: "Nothing has changed since yesterday.",
    janitor:
      "No message in any mode, however often it runs, unless the policy asks for one; a weekly digest shows that the janitor is alive. What was told is in its log; where that cannot be read, it tells again.",
  },
] as const satisfies readonly Hazard[];

export type HazardId = (typeof hazards)[number]["id"];
