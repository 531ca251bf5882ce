import { isIPv4 } from "node:net";
import { quoted } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";

/** What somebody asks about, by one of its names. */
export type NamedId =
  | { readonly by: "allocation-id"; readonly id: string }
  | { readonly by: "network-interface-id"; readonly id: string }
  | { readonly by: "public-ip"; readonly id: string };

/** Ids have 17 hexadecimal digits, and those from before 2018 have eight. */
const digits = "(?:[0-9a-f]{8}|[0-9a-f]{17})";
const allocationId = new RegExp(`^eipalloc-${digits}$`);
const interfaceId = new RegExp(`^eni-${digits}$`);

/** @throws Problem when it is none of the names that an address or an interface can have */
export function readNamedId(text: string): NamedId {
  const id = text.trim().toLowerCase();
  if (allocationId.test(id)) return { by: "allocation-id", id };
  if (interfaceId.test(id)) return { by: "network-interface-id", id };
  if (isIPv4(id)) return { by: "public-ip", id };
  throw new Problem(`${quoted(text)} is nothing that can be explained.`, [
    "An address goes by its allocation id (eipalloc- and 17 or 8 hexadecimal digits) or by itself (198.51.100.7),",
    "a network interface by its id (eni- and 17 or 8 hexadecimal digits).",
  ]);
}
