/**
 * @file `npm run bench -- <name>`: measures ours against a peer in turns on this machine, prints medians and ratios.
 * Nothing here passes or fails; figures for a claim come from here and from nowhere else.
 */
const benches = {
  facts: "./facts.mjs",
  train: "./train.mjs",
  sweep: "./sweep.mjs",
  config: "./config.mjs",
};

const [name, ...options] = process.argv.slice(2);
if (!Object.hasOwn(benches, name ?? "")) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join("|")} [options]`);
  process.exit(2);
}
const { run } = await import(benches[name]);
await run(options);
