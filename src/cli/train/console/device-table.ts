/** @file What this machine has to train on, for people: used, not used, or why it cannot be. */
import { availableParallelism } from "node:os";
import type { DeviceReport, Runtime } from "#engine";

/** Lines without their ends. @param wanted what the config asks for */
export function deviceTable(reports: readonly DeviceReport[], wanted: Runtime): readonly string[] {
  const chosen = reports.find(({ device, isDefault }) =>
    wanted.device === "auto" ? isDefault : device === wanted.device,
  );
  const width = Math.max(...reports.map(({ device }) => device.length));
  const indent = " ".repeat(width + 2);
  const cores = availableParallelism();
  return [
    ...reports.flatMap((report) => {
      const { device, summary, obstacle } = report;
      const title = `${device.padEnd(width)}  ${summary}: ${stateOf(report, report === chosen)}`;
      if (obstacle) return [title, `${indent}why: ${obstacle.problem}`, `${indent}it needs ${obstacle.needs}`];
      return [
        title,
        ...(device === "cpu" ? [`${indent}threads=${wanted.threads} of ${cores} core${cores === 1 ? "" : "s"}`] : []),
      ];
    }),
    "",
    `device=${wanted.device}${wanted.device === "auto" ? ` takes ${chosen!.device}, on which every result is checked` : ""}`,
  ];
}

function stateOf({ device, isUsable }: DeviceReport, isChosen: boolean): string {
  if (!isUsable) return isChosen ? "asked for, and cannot be used" : "cannot be used";
  return isChosen ? "used" : `not used; device=${device} takes it`;
}
