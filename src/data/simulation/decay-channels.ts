/**
 * @file Into what the heavy particles of an event decay, before any momentum is drawn.
 * Most events can be told from this alone not to have the leptons a selection asks for.
 * Branching fractions rounded from the Review of Particle Physics.
 */
import type { RandomStream } from "#utils/seed.ts";
import type { Process } from "./processes.ts";
import { beta, uniform } from "./random-laws.ts";

export type LeptonFlavour = "e" | "mu";
export type Charge = 1 | -1;

/** What is seen of a tau: a lepton or a narrow jet, with a share of its momentum. */
export type TauChannel =
  | { readonly kind: "lepton"; readonly flavour: LeptonFlavour; readonly share: number }
  | { readonly kind: "jet"; readonly share: number };

export type WChannel =
  | { readonly kind: "quarks"; readonly hasCharm: boolean }
  | { readonly kind: "lepton"; readonly flavour: LeptonFlavour }
  | { readonly kind: "tau"; readonly tau: TauChannel };

export type HeavyDecay =
  | { readonly kind: "t"; readonly charge: Charge; readonly w: WChannel }
  | { readonly kind: "W"; readonly charge: Charge; readonly w: WChannel }
  | { readonly kind: "Z"; readonly into: "neutrinos" | "quarks" | "b-quarks" | LeptonFlavour }
  | { readonly kind: "H"; readonly into: "b-quarks" | "gluons" }
  | { readonly kind: "H"; readonly into: "taus"; readonly plus: TauChannel; readonly minus: TauChannel }
  | {
      readonly kind: "H";
      readonly into: "WW";
      readonly onShell: Charge;
      readonly plus: WChannel;
      readonly minus: WChannel;
    };

/** Whether W bosons decay as they do, or into quarks alone (for comparison with all-hadronic samples). */
export type AllowedDecays = "all" | "hadronic";

export function drawDecays({ heavy }: Process, stream: RandomStream, allowed: AllowedDecays): HeavyDecay[] {
  const w = () => drawW(stream, allowed);
  const charges = {
    t: alternating(),
    W: heavy.filter((kind) => kind === "W").length > 1 ? alternating() : mostlyPlus(stream),
  };
  return heavy.map((kind): HeavyDecay => {
    if (kind === "t" || kind === "W") return { kind, charge: charges[kind](), w: w() };
    return kind === "Z" ? { kind, into: drawZ(stream) } : drawH(stream, w);
  });
}

/** Plus, minus, plus … */
function alternating(): () => Charge {
  let next: Charge = -1;
  return () => {
    next = next === 1 ? -1 : 1;
    return next;
  };
}

/** A W on its own is positive more often: a proton has more up than down quarks. */
function mostlyPlus(stream: RandomStream): () => Charge {
  return () => (stream.uniform() < 0.65 ? 1 : -1);
}

function drawW(stream: RandomStream, allowed: AllowedDecays): WChannel {
  const u = allowed === "hadronic" ? 0 : stream.uniform();
  if (u < 0.676) return { kind: "quarks", hasCharm: stream.uniform() < 0.5 };
  if (u < 0.784) return { kind: "lepton", flavour: "e" };
  if (u < 0.892) return { kind: "lepton", flavour: "mu" };
  return { kind: "tau", tau: drawTau(stream) };
}

function drawTau(stream: RandomStream): TauChannel {
  const u = stream.uniform();
  if (u < 0.352) return { kind: "lepton", flavour: u < 0.176 ? "e" : "mu", share: beta(stream, 1.6, 2.6) };
  return { kind: "jet", share: uniform(stream, 0.35, 0.85) };
}

function drawZ(stream: RandomStream): (HeavyDecay & { kind: "Z" })["into"] {
  const u = stream.uniform();
  if (u < 0.2) return "neutrinos";
  if (u < 0.2395) return "e";
  if (u < 0.279) return "mu";
  return u < 0.429 ? "b-quarks" : "quarks";
}

function drawH(stream: RandomStream, w: () => WChannel): HeavyDecay {
  const u = stream.uniform();
  if (u < 0.58) return { kind: "H", into: "b-quarks" };
  if (u < 0.795) return { kind: "H", into: "WW", onShell: stream.uniform() < 0.5 ? 1 : -1, plus: w(), minus: w() };
  if (u < 0.86) return { kind: "H", into: "taus", plus: drawTau(stream), minus: drawTau(stream) };
  return { kind: "H", into: "gluons" };
}

/** How many electrons and muons of either charge there are before the detector. */
export function countLeptons(decays: readonly HeavyDecay[]): { plus: number; minus: number } {
  const count = { plus: 0, minus: 0 };
  for (const decay of decays) {
    switch (decay.kind) {
      case "t":
      case "W":
        count[decay.charge === 1 ? "plus" : "minus"] += leptonsOfW(decay.w);
        break;
      case "Z":
        if (decay.into === "e" || decay.into === "mu") {
          count.plus++;
          count.minus++;
        }
        break;
      case "H":
        if (decay.into === "taus") {
          count.plus += leptonsOfTau(decay.plus);
          count.minus += leptonsOfTau(decay.minus);
        } else if (decay.into === "WW") {
          count.plus += leptonsOfW(decay.plus);
          count.minus += leptonsOfW(decay.minus);
        }
        break;
    }
  }
  return count;
}

function leptonsOfW(channel: WChannel): number {
  if (channel.kind === "tau") return leptonsOfTau(channel.tau);
  return channel.kind === "lepton" ? 1 : 0;
}

function leptonsOfTau(channel: TauChannel): number {
  return channel.kind === "lepton" ? 1 : 0;
}
