/** @file What a report of the tests comes to, in a line; names the tests that passed only the second time, and fails above three. */
import { readFileSync } from "node:fs";

const UNSTEADY_AT_MOST = 3;

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const unsteady = report.testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status, failureMessages }) => status === "passed" && failureMessages.length > 0);
for (const { fullName, failureMessages } of unsteady) {
  console.log(`PASSED ONLY THE SECOND TIME: ${fullName}\n  ${failureMessages[0].split("\n")[0]}`);
}
console.log(
  `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped` +
    (unsteady.length > 0 ? `, ${unsteady.length} of the passed only the second time` : ""),
);
process.exitCode = report.numFailedTests > 0 || unsteady.length > UNSTEADY_AT_MOST ? 1 : 0;
