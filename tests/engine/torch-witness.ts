/** @file Real PyTorch as a second opinion on numbers; tests that need it skip aloud where Python has no torch. */
import { spawnSync } from "node:child_process";

const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import torch"], { timeout: 60_000 }).status === 0,
);
export const hasTorch = python !== undefined;
if (!hasTorch) console.warn("skipped: no python3 with torch on this machine");

/**
 * Runs Python code that finds `given` (what is passed here) and a function `tensor(host)`, and leaves its answer in
 * `answer`: tensors as flat lists of numbers.
 */
export function askTorch<Answer>(code: string, given: unknown): Answer {
  const program = `
import json, sys, torch
torch.set_num_threads(1)
given = json.load(sys.stdin)
tensor = lambda host: torch.tensor(host["data"], dtype=torch.float32).reshape(host["shape"])
plain = lambda x: x.detach().flatten().tolist() if torch.is_tensor(x) else {k: plain(v) for k, v in x.items()} if isinstance(x, dict) else [plain(v) for v in x] if isinstance(x, list) else x
${code}
print(json.dumps(plain(answer)))
`;
  const input = JSON.stringify(given, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
  );
  const { status, stdout, stderr } = spawnSync(python!, ["-c", program], { input, encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}
