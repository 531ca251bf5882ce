import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Report } from "./domain/report.ts";

/**
 * Counts a run in CloudWatch, by the embedded metric format: one log line, no call.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function measureRun(report: Report): void {
  const metrics = new Metrics({ namespace: "ElasticJanitor", serviceName: "elastic-janitor" });
  const { totals, regions, alarms, findings } = report;
  const unproven = findings.filter(({ reason }) => reason === "evidence-unavailable").length;
  const has = (code: string) => (alarms.some((alarm) => alarm.code === code) ? 1 : 0);
  // Not a dimension: a series would end where the mode changes, and alarms and dashboards would have to name them all.
  metrics.addMetadata("mode", report.mode);

  metrics.addMetric("Idle", MetricUnit.Count, totals.idle);
  metrics.addMetric("Waiting", MetricUnit.Count, totals.waiting);
  metrics.addMetric("Released", MetricUnit.Count, totals.released);
  metrics.addMetric("Failed", MetricUnit.Count, totals.failed);
  metrics.addMetric("Withheld", MetricUnit.Count, totals.withheld);
  metrics.addMetric("Unproven", MetricUnit.Count, unproven);
  metrics.addMetric("Kept", MetricUnit.Count, totals.kept);
  metrics.addMetric("Protected", MetricUnit.Count, totals.protected);
  metrics.addMetric("MonthlyWasteUsd", MetricUnit.NoUnit, totals.monthlyWasteUsd);
  metrics.addMetric("MonthlySavedUsd", MetricUnit.NoUnit, totals.monthlySavedUsd);
  metrics.addMetric("RegionsScanned", MetricUnit.Count, regions.filter(({ status }) => status === "scanned").length);
  metrics.addMetric("RegionsFailed", MetricUnit.Count, regions.filter(({ status }) => status === "failed").length);
  metrics.addMetric("BreakerTripped", MetricUnit.Count, has("breaker-tripped"));
  metrics.addMetric("PublishFailed", MetricUnit.Count, has("publish-failed"));
  metrics.addMetric("Duration", MetricUnit.Milliseconds, Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  metrics.publishStoredMetrics();
}
