/** @file The adversarial loss: games worked by hand, slopes against differences, and what critic and model may move. */
import { describe, expect, test } from "vitest";
import { eventTensors } from "#architectures";
import { type Tensor, VariableScope } from "#engine";
import {
  AdversarialLoss,
  adversarialLossConfig,
} from "../../../../src/architectures/autoencoder/losses/adversarial.ts";
import { adversarialForms } from "../../../../src/architectures/autoencoder/losses/adversarial-form.ts";
import { expectAllClose, expectClose } from "../../../contracts/close.ts";
import { paddedEvents, SIZES, withGarbage } from "../../../contracts/padded-events.ts";
import { PHYSICS } from "../../../contracts/physics-transform.ts";
import { type Arrays, floats, gradientsByName, integers, normals, parametersOf, runTraced } from "../../../traced.ts";

const layers = { dropout: 0, activation: "gelu", id_embed_dim: 3 };
const encoders = {
  mlp: { kind: "mlp", enc_hidden: [8], ...layers },
  gnn: { kind: "gnn", width: 8, message_width: 6, layers: 1, pair_features: true, ...layers },
};
const configOf = (changes: object = {}, encoder: object = encoders.mlp) =>
  adversarialLossConfig.parse({
    kind: "adversarial",
    form: "hinge",
    weight: 0.5,
    penalty: "none",
    penalty_weight: 1,
    critic: { encoder, width: 6, hidden: [5], activation: "gelu" },
    critic_lr: 1e-3,
    critic_steps: 1,
    ...changes,
  });

function build(config = configOf()) {
  const scope = VariableScope.root(3);
  const loss = new AdversarialLoss(config, SIZES, scope, { compat: "none", transform: PHYSICS });
  return { loss, variables: scope.variables };
}

const { tokens, globals } = paddedEvents();
const events: Arrays = {
  ...paddedEvents(),
  x_tokens: normals(tokens!.shape, "reconstructed tokens"),
  x_globals: normals(globals!.shape, "reconstructed globals"),
};
const reconstructionOf = (batch: Readonly<Record<string, Tensor>>) => ({
  tokens: batch["x_tokens"]!,
  globals: batch["x_globals"]!,
  globalsWeight: 1,
});

test.each([
  // by hand: relu(1 - 2) = 0, relu(1 + 0.5) = 1.5; relu(1 + 0.5) = 1.5, relu(1 - 3) = 0
  ["hinge", 1.5, 1.25],
  // means of ln(1 + e^x) at -2 and 0.5, and at 0.5 and -3; at -0.5 and 3
  ["non_saturating", (0.126928 + 0.974077) / 2 + (0.974077 + 0.048587) / 2, (0.474077 + 3.048587) / 2],
  ["wasserstein", -1.25 - 0.75, 1.25],
] as const)("%s is what the paper says", async (name, critic, model) => {
  const form = adversarialForms[name];
  const results = await runTraced(
    ({ truth, fake }) => ({ critic: form.critic(truth!, fake!), model: form.model(fake!) }),
    { truth: floats([2], [2, -0.5]), fake: floats([2], [0.5, -3]) },
  );
  expectAllClose(results, { critic: [critic], model: [model] });
});

test("the non-saturating game stays finite at scores that overflow an exponential", async () => {
  const { critic } = await runTraced(
    ({ truth, fake }) => ({ critic: adversarialForms.non_saturating.critic(truth!, fake!) }),
    { truth: floats([1], [-500]), fake: floats([1], [-500]) },
  );
  expectClose(critic!, [500]);
});

describe("what flows where", () => {
  test("the model's opinion term reaches the reconstruction, the critic's own never does", async () => {
    const { loss, variables } = build();
    const results = await runTraced(
      (batch) => {
        const { adversarial } = loss.compare(eventTensors(batch), reconstructionOf(batch));
        const { total } = loss.criticObjective(eventTensors(batch), reconstructionOf(batch), true);
        const by = { x: batch["x_tokens"]! };
        return { ...gradientsByName(adversarial!.value, by), critic: gradientsByName(total, by)["gradient.x"]! };
      },
      events,
      { variables },
    );
    expect(results["gradient.x"]!.some((x) => x !== 0)).toBe(true);
    expect(results["critic"]!.every((x) => x === 0)).toBe(true);
  });

  test.each(["mlp", "gnn"] as const)("a critic that looks with %s sees nothing under the padding", async (encoder) => {
    const { loss, variables } = build(configOf({ penalty: "interpolated" }, encoders[encoder]));
    const pass = (inputs: Arrays) =>
      runTraced(
        (batch) => {
          const { total, reports } = loss.criticObjective(eventTensors(batch), reconstructionOf(batch), true);
          const { adversarial } = loss.compare(eventTensors(batch), reconstructionOf(batch));
          const reported = Object.entries(reports).map(([name, value]) => [`of ${name}`, value]);
          return {
            ...Object.fromEntries(reported),
            adversarial: adversarial!.value,
            ...gradientsByName(total, parametersOf(variables)),
          };
        },
        inputs,
        { variables },
      );
    expectAllClose(await pass(withGarbage(events)), await pass(events), 1e-4);
  });
});

describe("penalty on the critic's slope", () => {
  const particles = 2;
  const inputs = [...(normals([particles * SIZES.features + SIZES.globals], "one event").data as Float32Array)];

  /** Scores of events that differ from the one above in one number each. */
  async function scores(changes: readonly (readonly [index: number, by: number])[]): Promise<number[]> {
    const { loss, variables } = build();
    const all = changes.map(([index, by]) => inputs.map((x, i) => (i === index ? x + by : x)));
    const split = particles * SIZES.features;
    const { score } = await runTraced(
      (batch) => {
        const perfect = { tokens: batch["tokens"]!, globals: batch["globals"]!, globalsWeight: 1 };
        // score_reconstruction is a mean over events: weigh each event to read them one by one
        const single = Array.from({ length: changes.length }, (_, i) => {
          const row = (x: Tensor) => x.slice(0, i, i + 1);
          const one = Object.fromEntries(Object.entries(batch).map(([name, x]) => [name, row(x)]));
          const guess = { ...perfect, tokens: row(perfect.tokens), globals: row(perfect.globals) };
          return loss.criticObjective(eventTensors(one), guess, false).reports["score_truth"]!.reshape([1]);
        });
        return { score: single[0]!.concat(single.slice(1), 0) };
      },
      {
        tokens: floats(
          [all.length, particles, SIZES.features],
          all.flatMap((x) => x.slice(0, split)),
        ),
        ids: integers([all.length, particles], new Array(all.length * particles).fill(1)),
        mask: floats([all.length, particles], new Array(all.length * particles).fill(1)),
        globals: floats(
          [all.length, SIZES.globals],
          all.flatMap((x) => x.slice(split)),
        ),
      },
      { variables },
    );
    return score!;
  }

  const event: Arrays = {
    tokens: floats([1, particles, SIZES.features], inputs.slice(0, particles * SIZES.features)),
    ids: integers([1, particles], [1, 1]),
    mask: floats([1, particles], [1, 1]),
    globals: floats([1, SIZES.globals], inputs.slice(particles * SIZES.features)),
  };

  async function penaltyOf(changes: object, values: Readonly<Record<string, number[]>> = {}) {
    const { loss, variables } = build(configOf({ penalty_weight: 3, ...changes }));
    const weight = variables.find(({ name }) => name === "critic.judge.0.weight")!;
    const { penalty, "gradient.weight": gradient } = await runTraced(
      (batch) => {
        const perfect = { tokens: batch["tokens"]!, globals: batch["globals"]!, globalsWeight: 1 };
        const penalty = loss.criticObjective(eventTensors(batch), perfect, true).reports["loss.penalty"]!;
        return { penalty, ...gradientsByName(penalty, { weight: weight.value }) };
      },
      event,
      { variables, values },
    );
    return { penalty: penalty![0]!, gradient: gradient!, weight };
  }

  test("is made of the slope that differences of scores show", async () => {
    const step = 0.02;
    const differences = await scores(
      inputs.flatMap((_, i) => [
        [i, step],
        [i, -step],
      ]),
    );
    const slope2 = inputs.reduce(
      (sum, _, i) => sum + ((differences[2 * i]! - differences[2 * i + 1]!) / (2 * step)) ** 2,
      0,
    );
    // truth and reconstruction are the same here, so the line between them is a point
    expectClose([(await penaltyOf({ penalty: "r1" })).penalty], [(3 / 2) * slope2], 1e-3);
    expectClose([(await penaltyOf({ penalty: "interpolated" })).penalty], [3 * (Math.sqrt(slope2) - 1) ** 2], 1e-3);
  });

  test.each([
    "r1",
    "interpolated",
  ])("can itself be made smaller: %s has the gradient of differences", async (penalty) => {
    const { gradient, weight } = await penaltyOf({ penalty });
    const step = 0.01;
    for (const element of [0, 7, 20]) {
      const at = async (by: number) => {
        const moved = [...weight.initial].map((x, i) => (i === element ? x + by : x));
        return (await penaltyOf({ penalty }, { [weight.name]: moved })).penalty;
      };
      expectClose([gradient[element]!], [((await at(step)) - (await at(-step))) / (2 * step)], 2e-3);
    }
  });
});
