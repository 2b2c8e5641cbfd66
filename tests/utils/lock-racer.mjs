/** @file Tries to take every lock it is told of, says which it got, and keeps them until it is ended. Started by the test of locks. */
const [module, ...paths] = process.argv.slice(2);
const { takeLock } = await import(module);
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  const won = paths.filter((path) => "lock" in takeLock(path));
  process.stdout.write(`${JSON.stringify(won)}\n`);
});
