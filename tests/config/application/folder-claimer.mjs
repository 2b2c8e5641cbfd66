/** @file Claims run folders of one name as fast as it can, once it is told to, and says which it got. Started by the test of collisions. */
import { claimFolder } from "#config";

const [folder, count] = process.argv.slice(2);
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  const claimed = Array.from(
    { length: Number(count) },
    () => claimFolder({ folder, key: "hydra.run.dir", isFixed: false }).folder,
  );
  process.stdout.write(`${JSON.stringify(claimed)}\n`, () => process.exit(0));
});
