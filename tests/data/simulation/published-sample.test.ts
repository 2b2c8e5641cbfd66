/** @file Simulated hadronic top pairs against a published sample with full event generation (SPANet, arXiv:2106.03898). */
import { expect, test } from "vitest";
import { eventLayout } from "../../../src/data/event-layout.ts";
import { readEvents } from "../../../src/data/event-table.ts";
import { openH5 } from "../../../src/data/h5-loader.ts";
import { isJet } from "../../../src/data/simulation/detected-event.ts";
import { cmsCard } from "../../../src/data/simulation/detector-card.ts";
import { simulateEvent } from "../../../src/data/simulation/simulate-event.ts";
import { shared } from "../../shared-folder.ts";
import { ksDistance } from "./statistics.ts";

interface Jet {
  readonly isTagged: boolean;
  readonly E: number;
  readonly pT: number;
  readonly eta: number;
  readonly phi: number;
}

const sample = shared("data/events-hep/spanet_ttbar_allhad.h5");

test.skipIf(sample.missing)("hadronic top pairs have the shapes of a published sample", async () => {
  const published = await readJets(sample.path);
  const simulated: Jet[][] = [];
  for (let index = 0; simulated.length < 3000; index++) {
    const event = simulateEvent({ process: "ttbar", seed: 5, index, card: cmsCard, decays: "hadronic" });
    const jets = event.objects
      .filter(isJet)
      .slice(0, 10)
      .map((jet) => ({ ...jet, isTagged: jet.type === 2 }));
    if (jets.length >= 6 && jets.filter(({ isTagged }) => isTagged).length >= 2) simulated.push(jets);
  }

  const shapes: [name: string, of: (jets: Jet[]) => number[], limit: number][] = [
    ["number of jets", (jets) => [jets.length], 0.1],
    ["number of b-jets", (jets) => [jets.filter(({ isTagged }) => isTagged).length], 0.15],
    ["HT", (jets) => [jets.reduce((sum, { pT }) => sum + pT, 0)], 0.1],
    ...[0, 1, 2, 3, 4, 5].map((k): [string, (jets: Jet[]) => number[], number] => [
      `pT of jet ${k + 1}`,
      (jets) => [jets[k]!.pT],
      0.1,
    ]),
    ["pT of jets", (jets) => jets.map(({ pT }) => pT), 0.1],
    ["pT of b-jets", (jets) => jets.filter(({ isTagged }) => isTagged).map(({ pT }) => pT), 0.15],
    ["eta", (jets) => jets.map(({ eta }) => eta), 0.1],
    ["mass over pT", (jets) => jets.map(massOverPt), 0.15],
    ["missing HT", (jets) => [missingHt(jets)], 0.2],
  ];
  const distances = shapes.map(([name, of, limit]) => {
    const distance = ksDistance(simulated.flatMap(of), published.flatMap(of));
    return { name, distance, limit };
  });
  expect(distances.filter(({ distance, limit }) => distance >= limit)).toEqual([]);
});

function massOverPt({ E, pT, eta }: Jet): number {
  return Math.sqrt(Math.max(0, E * E - (pT * Math.cosh(eta)) ** 2)) / pT;
}

function missingHt(jets: Jet[]): number {
  const sum = (trig: (phi: number) => number) => jets.reduce((total, { pT, phi }) => total + pT * trig(phi), 0);
  return Math.hypot(sum(Math.cos), sum(Math.sin));
}

async function readJets(path: string): Promise<Jet[][]> {
  const layout = eventLayout(18);
  const file = await openH5(path);
  const checks = { layout, unit: "GeV", needsLogarithms: true } as const;
  const { rows, count } = readEvents(file, { key: "x_train", dataset: "X_train" }, checks, Infinity);
  file.close();
  return Array.from({ length: count }, (_, event) => {
    const row = rows.subarray(event * layout.width, (event + 1) * layout.width);
    const ids = [...row.subarray(0, layout.tokens)].filter((id) => id !== 0);
    return ids
      .map((id, k) => {
        const [E, pT, eta, phi] = row.subarray(layout.objects + 4 * k, layout.objects + 4 * k + 4);
        return { isTagged: id === 2, E: E!, pT: pT!, eta: eta!, phi: phi! };
      })
      .sort((a, b) => b.pT - a.pT);
  });
}
