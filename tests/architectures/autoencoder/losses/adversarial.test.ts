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

  test.each(
    (["mlp", "gnn"] as const).flatMap((encoder) =>
      (["particles", "events", "residuals"] as const).map((input) => [encoder, input] as const),
    ),
  )("a critic that looks with %s at %s sees nothing under the padding", async (encoder, critic_input) => {
    const { loss, variables } = build(configOf({ penalty: "interpolated", critic_input }, encoders[encoder]));
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

describe("what the critic is shown", () => {
  const scoresOf = async (critic_input: string, change: Arrays = {}) => {
    const { loss, variables } = build(configOf({ critic_input }));
    const { truth, fake } = await runTraced(
      (batch) => ({ ...loss.scores(eventTensors(batch), reconstructionOf(batch)) }),
      { ...events, ...change },
      { variables },
    );
    return { truth: truth!, fake: fake! };
  };
  const others = { x_globals: normals(globals!.shape, "other globals") };

  test("particles: another MET changes no score", async () => {
    expect(await scoresOf("particles", others)).toEqual(await scoresOf("particles"));
  });

  test("events: another MET of a reconstruction changes its score, and that of no true event", async () => {
    const [before, after] = [await scoresOf("events"), await scoresOf("events", others)];
    expect(after.truth).toEqual(before.truth);
    expect(after.fake.every((score, i) => score !== before.fake[i])).toBe(true);
  });

  test("residuals: the same particles are judged by the event they were made from", async () => {
    // events of one reconstruction each, and the same reconstructions handed on by one event
    const turned = (name: string) => {
      const { shape, data } = events[name]!;
      const width = data.length / shape[0]!;
      return floats(shape, [...(data as Float32Array).slice(width), ...(data as Float32Array).slice(0, width)]);
    };
    const everywhere = { mask: floats(events["mask"]!.shape, new Array(events["mask"]!.data.length).fill(1)) };
    const [own, handedOn] = [
      await scoresOf("residuals", everywhere),
      await scoresOf("residuals", { ...everywhere, x_tokens: turned("x_tokens") }),
    ];
    expect(handedOn.truth).toEqual(own.truth);
    const sorted = (scores: readonly number[]) => scores.map((score) => score.toFixed(4)).sort();
    expect(sorted(handedOn.fake)).not.toEqual(sorted(own.fake));
  });

  test("residuals: a perfect reconstruction has the score of its truth", async () => {
    const { truth, fake } = await scoresOf("residuals", { x_tokens: tokens! });
    expectClose(fake, truth);
  });
});

describe("spectral norm", () => {
  test("divides the matrices of the critic, and only a learning step of the critic follows their singular values", async () => {
    const config = configOf();
    const { loss, variables } = build({ ...config, critic: { ...config.critic, spectral_norm: true } });
    const matrices = variables.filter(({ kind, shape }) => kind === "parameter" && shape.length === 2);
    const objective = (isLearning: boolean) =>
      runTraced(
        (batch) => {
          const { total, updates } = loss.criticObjective(eventTensors(batch), reconstructionOf(batch), isLearning);
          return { total, ...Object.fromEntries(updates.map(({ buffer, value }) => [buffer.name, value])) };
        },
        events,
        { variables },
      );
    const { total: _, ...moved } = await objective(true);
    expect(Object.keys(moved).sort()).toEqual(matrices.map(({ name }) => `${name}_u`).sort());
    expect(Object.keys(await objective(false))).toEqual(["total"]);
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

  test.each([
    // the critic says x₁/2 + 2 x₂ of each particle, the mean over two of them, and three times that: slopes of 3/4 and 3
    // for either particle, squared and summed 2 · (9/16 + 9)
    ["r1", (3 / 2) * 2 * (9 / 16 + 9)],
    ["interpolated", 3 * (Math.sqrt(2 * (9 / 16 + 9)) - 1) ** 2],
  ] as const)("%s of a critic that is a plane, worked by hand", async (penalty, expected) => {
    const scope = VariableScope.root(0);
    const encoder = { kind: "mlp", enc_hidden: [1], dropout: 0, activation: "relu", id_embed_dim: 1 };
    const config = adversarialLossConfig.parse({
      ...configOf({ penalty, penalty_weight: 3, critic_input: "particles" }),
      critic: { encoder, width: 1, hidden: [1], activation: "relu" },
    });
    const loss = new AdversarialLoss(config, { features: 2, globals: 1, types: 2 }, scope, { compat: "none" });
    const { found } = await runTraced(
      (batch) => {
        const perfect = { tokens: batch["tokens"]!, globals: batch["globals"]!, globalsWeight: 1 };
        return { found: loss.criticObjective(eventTensors(batch), perfect, true).reports["loss.penalty"]! };
      },
      {
        tokens: floats([1, 2, 2], [1, 2, 3, 4]), // positive, where a relu is a straight line
        ids: integers([1, 2], [1, 1]),
        mask: floats([1, 2], [1, 1]),
        globals: floats([1, 1], [7]),
      },
      {
        variables: scope.variables,
        values: {
          "critic.encoder.id_emb.weight": [0, 0],
          "critic.encoder.net.0.weight": [0.5, 2, 0],
          "critic.encoder.net.0.bias": [0],
          "critic.encoder.net.2.weight": [1],
          "critic.encoder.net.2.bias": [0],
          "critic.judge.0.weight": [3],
          "critic.judge.0.bias": [0],
          "critic.judge.2.weight": [1],
          "critic.judge.2.bias": [0],
        },
      },
    );
    expectClose(found!, [expected], 1e-4);
  });

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
