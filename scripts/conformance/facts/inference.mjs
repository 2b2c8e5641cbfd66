/**
 * @file Where the reference runs models on the wrong events or adds their errors up in the wrong way (I2 to I7): what it
 * recorded in `inference_raw/`, and what is right for the same runs and events. That its sums come out under
 * `compat=reference` is checked by `npm run conformance -- reference`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint } from "#checkpoints";
import { auroc } from "#evaluation";
import { loadRuns } from "#facts";
import { corrupted, openTestEvents, reportConfig, ScoringModel, writeReport } from "#reports";
import { settingsOf } from "#stored-runs";

const COLUMNS = ["e", "pt", "eta", "phi"];
const NOISE = { e: 0.1, pt: 0.1, eta: 0.1, phi: 0.1 };
const SEED = 0;

/** @param folder with the recorded scores; its runs are in the working directory */
export async function checkInference(folder, calls, tally) {
  for (const { report_id: id } of calls) {
    const raw = join(folder, "inference_raw", id ?? "none");
    if (existsSync(raw)) await checkRecorded(raw, id, tally);
  }
  await checkOwnEvents(tally);
}

async function checkRecorded(raw, id, tally) {
  const names = readdirSync(raw).filter((name) => name.startsWith("run_") && name.endsWith(".safetensors"));
  const runs = names.map((name) => join("outputs", "runs", name.replace(/\.safetensors$/, "")));
  const { runs: rows } = await loadRuns({ run_dirs: runs });
  if (rows.some(({ dataset_name }) => !existsSync(dataset_name))) return; // said where the report is made
  const inputs = await readCheckpoint(join(raw, "inputs.safetensors"));
  const recorded = await Promise.all(rows.map(({ name }) => readCheckpoint(join(raw, `${name}.safetensors`))));
  const settings = settingsOf(rows[0].run_dir);
  const wish = { dataPath: null, maxSamples: inputs.get("mask").shape[0], compat: "none" };
  const opened = await openTestEvents(settings, wish);
  await checkInputs(settings, { wish, opened, recorded: floats(inputs, "tokens_cont") }, id, tally);
  checkShuffle(opened.events, id, tally);
  checkNoise(opened.events, { id, recorded, real: floats(inputs, "mask") }, tally);
  for (const [i, row] of rows.entries()) {
    const model = await ScoringModel.open(row.run_dir, settingsOf(row.run_dir), opened);
    const name = `${id} ${row.name}`;
    await checkMeans(
      model,
      { ...opened.seen(opened.events), tokens: floats(inputs, "tokens_cont") },
      recorded[i],
      name,
      tally,
    );
    await checkAnswers(model, opened, { recorded: recorded[i], hasNoCodes: row.codebook_size === null }, name, tally);
    await model[Symbol.asyncDispose]();
  }
}

/** I6: however few events are taken, a model sees them as in its training. */
async function checkInputs(settings, { wish, opened, recorded }, id, tally) {
  const all = await openTestEvents(settings, { ...wish, maxSamples: null });
  const [few, whole] = [opened, all].map(({ seen, events }) => seen(events).tokens);
  const differs = (other) => few.some((value, i) => Math.abs(value - other[i]) > 1e-5);
  tally.equal(`${id} inputs of few events are those of all`, differs(whole), false, ["I6"]);
  tally.equal(`${id} recorded inputs are others`, differs(recorded), opened.events.count < all.events.count, ["I6"]);
}

/** I3, I5: noise has the width asked for in every column, cuts nothing off, and is the same for every model. */
function checkNoise(events, { id, recorded, real }, tally) {
  const noisy = corrupted(events, "gaussian_noise", NOISE, SEED);
  for (const [column, name] of COLUMNS.entries()) {
    const gaps = gapsIn(events, noisy, column);
    tally.bounded(
      `${id} noise on ${name} off its width`,
      Math.abs(deviation(gaps) / NOISE[name] - 1),
      ["<", 0.05],
      ["I3"],
    );
    tally.bounded(`${id} noise on ${name} cut off`, shareOfMost(gaps), ["<", 0.01], ["I3"]);
  }
  const theirs = recorded.map((tensors) => floats(tensors, "gaussian_noise.tokens_cont"));
  const energies = theirs[0].filter((_, i) => i % COLUMNS.length === 0 && real[Math.floor(i / COLUMNS.length)] > 0.5);
  tally.bounded(`${id} recorded noise on e cut off`, shareOfMost(energies), [">", 0.1], ["I3"]);
  const again = corrupted(events, "gaussian_noise", NOISE, SEED);
  tally.equal(`${id} noise for the next model`, isSame(noisy.rows, again.rows), true, ["I5"]);
  const few = { ...events, count: 10, rows: events.rows.slice(0, 10 * events.layout.width) };
  const ofFew = corrupted(few, "gaussian_noise", NOISE, SEED).rows;
  tally.equal(`${id} noise on fewer events`, isSame(ofFew, noisy.rows.subarray(0, ofFew.length)), true, ["I5"]);
  for (const [i, other] of theirs.slice(1).entries())
    tally.equal(`${id} recorded noise for model ${i + 1}`, isSame(theirs[0], other), false, ["I5"]);
}

/** I4: not a single token of an event of several objects is one that it had before. */
function checkShuffle(events, id, tally) {
  const shuffled = corrupted(events, "token_shuffle", {}, SEED);
  const tokensOf = ({ rows, count, layout }) =>
    Array.from({ length: count }, (_, event) => {
      const row = rows.subarray(event * layout.width, (event + 1) * layout.width);
      const slots = Array.from({ length: layout.tokens }, (_, slot) => slot).filter((slot) => row[slot] !== 0);
      return slots.map((slot) => row.subarray(layout.objects + 4 * slot, layout.objects + 4 * slot + 4).join());
    });
  const [before, after] = [tokensOf(events), tokensOf(shuffled)];
  const kept = before.filter((tokens, i) => tokens.length > 1 && tokens.some((token) => after[i].includes(token)));
  tally.equal(`${id} events with a token that shuffling left whole`, kept.length, 0, ["I4"]);
}

/** I2: the error of an event is a mean over particles and features. */
async function checkMeans(model, events, recorded, name, tally) {
  const features = events.tokens.length / events.ids.length;
  const ours = await model.score(events, "none");
  for (const score of ["mse", "mae"]) {
    const theirs = floats(recorded, `baseline.${score}`);
    const worst = ours[score].reduce(
      (most, value, i) => Math.max(most, Math.abs((features * value) / theirs[i] - 1)),
      0,
    );
    tally.bounded(`${name} mean ${score} off the sum`, worst, ["<", 2e-4], ["I2"]);
  }
}

/** A guess has 0.5; the reference's noise comes to 0.46 to 0.49. */
const NOT_EASIER = 0.495;

/**
 * I3, I4: noise makes no events easier, and a model sees that tokens were shuffled; but for one whose codes have collapsed: it gives
 * back the same whatever it sees, and the sum over an event of the distances from it stays.
 */
async function checkAnswers(model, { events, seen }, { recorded, hasNoCodes }, name, tally) {
  const scoresOf = async (some) => (await model.score(seen(some), "none")).mse;
  const truth = await scoresOf(events);
  const noisy = await scoresOf(corrupted(events, "gaussian_noise", NOISE, SEED));
  const shuffled = await scoresOf(corrupted(events, "token_shuffle", {}, SEED));
  tally.bounded(`${name} noise makes events harder: auroc`, auroc(noisy, truth), [">", NOT_EASIER], ["I3"]);
  if (hasNoCodes)
    tally.bounded(`${name} shuffled events that it sees`, shareChanged(truth, shuffled), [">", 0.9], ["I4"]);
  const theirs = ["baseline", "token_shuffle"].map((kind) => floats(recorded, `${kind}.mse`));
  tally.bounded(`${name} recorded shuffled events that it sees`, shareChanged(...theirs), ["<", 0.01], ["I4"]);
}

/** I7: runs of different files, each on its own: what comes out is what comes out of each alone. */
async function checkOwnEvents(tally) {
  const parent = join("outputs", "runs");
  const all = existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : [];
  const { runs } = all.length > 0 ? await loadRuns({ run_dirs: all }) : { runs: [] };
  const withModels = runs.filter(
    ({ run_dir, dataset_name }) => existsSync(join(run_dir, "best_val.pt")) && existsSync(dataset_name ?? ""),
  );
  const one = withModels[0];
  const other = withModels.find(({ dataset_name }) => dataset_name !== one?.dataset_name);
  if (other === undefined) return;
  const together = await baselines([one, other]);
  for (const run of [one, other]) {
    const alone = await baselines([run]);
    tally.equal(`${run.name} on its own events`, together[run.name], alone[run.name], ["I7"]);
  }
}

/** Mean error of the true events, by run. */
async function baselines(rows) {
  const config = reportConfig.parse({
    analysis: "compare_tokenizers",
    env: { output_root: "outputs" },
    inputs: { run_dirs: rows.map(({ run_dir }) => run_dir) },
    inference: { enabled: true, max_samples: 50 },
    outputs: { which_figures: [], dpi: 50 },
  });
  const { folder } = await writeReport(config);
  const summary = JSON.parse(readFileSync(join(folder, "inference/summary.json"), "utf8"));
  return Object.fromEntries(Object.entries(summary).map(([name, { baseline }]) => [name, baseline.mse_mean]));
}

/** What noise added to a column of every object, in logarithms of E and pT; angles wrapped. */
function gapsIn({ rows, count, layout, unit }, noisy, column) {
  const isRatio = column < 2 && unit !== "logMeV";
  const gaps = [];
  for (let event = 0; event < count; event++) {
    for (let slot = 0; slot < layout.tokens; slot++) {
      if (rows[event * layout.width + slot] === 0) continue;
      const at = event * layout.width + layout.objects + COLUMNS.length * slot + column;
      const gap = isRatio ? Math.log(noisy.rows[at] / rows[at]) : noisy.rows[at] - rows[at];
      gaps.push(COLUMNS[column] === "phi" ? Math.atan2(Math.sin(gap), Math.cos(gap)) : gap);
    }
  }
  return gaps;
}

/** Of the value that occurs most often: what is cut off comes to stand in one place. */
function shareOfMost(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values()) / values.length;
}

/** Of events whose score is another one by more than rounding. */
function shareChanged(before, after) {
  return before.filter((value, i) => Math.abs(after[i] / value - 1) > 1e-3).length / before.length;
}

const deviation = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const isSame = (a, b) => a.every((value, i) => value === b[i]);
const floats = (tensors, name) => Float32Array.from(tensors.get(name).data, Number);
