import { canonicalName } from "./state/domain-names.ts";
import type { Cloud } from "./state/scope.ts";
import { changeRecords, createZone, findZone, placeOf, type RecordOptions, recordSet } from "./state/zones.ts";

/** One account's Route 53, built directly: no HTTP, nothing in the call log. It throws the same errors as AWS. */
export function createDns(cloud: Cloud, account: string) {
  return {
    /** A zone with its NS and SOA records. Answers its id (`Z…`). */
    createZone: (options: { name: string; private?: boolean }): string =>
      createZone(cloud, account, { name: options.name, privateZone: options.private ?? false }).id,
    addRecord: (zoneId: string, record: RecordOptions): void =>
      changeRecords(findZone(cloud, account, zoneId), [{ action: "CREATE", record: recordSet(record) }]),
    removeRecord(zoneId: string, name: string, type: string, setIdentifier?: string): void {
      const zone = findZone(cloud, account, zoneId);
      const record = zone.records.get(placeOf({ name: canonicalName(name), type, setIdentifier }));
      if (record === undefined) throw new Error(`The zone ${zone.name} has no ${type} record ${name}.`);
      changeRecords(zone, [{ action: "DELETE", record }]);
    },
  };
}

export type Dns = ReturnType<typeof createDns>;
