/** @file What can happen in a simulated collision. To add a process: write its line here. */

/** Particles that decay before they reach anything. */
export type HeavyKind = "t" | "W" | "Z" | "H";

export interface Process {
  /** Written to `Y_*`; 1 to 5 as in the released four-top files. */
  readonly label: number;
  /** Empty for two jets back to back. */
  readonly heavy: readonly HeavyKind[];
  /** Scale of the transverse momenta of the heavy particles, GeV. */
  readonly ptScale: number;
  /** Mean number of jets from radiation. */
  readonly extraJets: number;
}

export const processes = {
  tttt: { label: 1, heavy: ["t", "t", "t", "t"], ptScale: 78, extraJets: 2.6 },
  ttH: { label: 2, heavy: ["t", "t", "H"], ptScale: 68, extraJets: 2.4 },
  ttW: { label: 3, heavy: ["t", "t", "W"], ptScale: 70, extraJets: 2.4 },
  ttWW: { label: 4, heavy: ["t", "t", "W", "W"], ptScale: 75, extraJets: 2.4 },
  ttZ: { label: 5, heavy: ["t", "t", "Z"], ptScale: 72, extraJets: 2.4 },
  ttbar: { label: 6, heavy: ["t", "t"], ptScale: 58, extraJets: 2.3 },
  qcd: { label: 7, heavy: [], ptScale: 0, extraJets: 2.4 },
} as const satisfies Record<string, Process>;

export type ProcessName = keyof typeof processes;
export const PROCESS_NAMES = Object.keys(processes) as readonly ProcessName[];
/** What is in the released four-top files. */
export const FOUR_TOP_PROCESSES = ["tttt", "ttH", "ttW", "ttWW", "ttZ"] as const satisfies readonly ProcessName[];
