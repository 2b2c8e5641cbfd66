/** @file The worked example of src/engine/README.md, word for word. */
import { Adam, Learning, Linear, ModelState, type TraceObjective, VariableScope } from "#engine";

export async function fitALine(): Promise<{ slope: number; offset: number; loss: number }> {
  // 1. Variables: what the model keeps from step to step, named as PyTorch would name it.
  const scope = VariableScope.root(0);
  const line = new Linear(1, 1, scope.at("line")); // line.weight [1, 1], line.bias [1]

  // 2. An ordinary function over tensors that hold no numbers. Running it once *is* the trace.
  const objective: TraceObjective = ({ x, y }) => {
    const miss = line.apply(x!).sub(y!); // [batch, 1]
    return { total: miss.square().mean(), reports: { worst: miss.abs().max() }, updates: [] };
  };

  // 3. Forward, backward, clip and Adam become one ONNX graph at the first batch of each shape.
  const state = new ModelState(scope.variables);
  const learning = new Learning(objective, state, {
    optimizer: new Adam({ learningRate: 0.1 }),
    clipNorm: 1,
    runtime: { device: "cpu", threads: 1 },
  });

  // 4. Each run is one step: y = 3 x + 1.
  const x = { dtype: "float32", shape: [4, 1], data: Float32Array.of(-1, 0, 1, 2) } as const;
  const y = { dtype: "float32", shape: [4, 1], data: Float32Array.of(-2, 1, 4, 7) } as const;
  let loss = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 300; step++) loss = (await learning.run({ x, y }))["total"]![0]!;
  await learning[Symbol.asyncDispose]();

  return { slope: state.get(line.weight)[0]!, offset: state.get(line.bias)[0]!, loss };
}
