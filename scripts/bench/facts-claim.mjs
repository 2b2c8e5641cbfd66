/** @file One process that claims run folders of one name as fast as it can, once it is told to. */
import { join } from "node:path";
import { claimFolder } from "#config";

const [parent, count] = process.argv.slice(2);
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  const folder = join(parent, "run_20260101-000000_same_name");
  for (let i = 0; i < Number(count); i++) claimFolder({ folder, key: "hydra.run.dir", isFixed: false });
  process.stdout.write("done\n", () => process.exit(0));
});
