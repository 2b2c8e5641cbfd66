/** @file What is suspicious about events without being wrong: said once, before the training, and never fatal. */
import { eventLayout } from "./event-layout.ts";
import type { EventTable } from "./event-table.ts";
import { type EnergyUnit, toGeV } from "./units.ts";

/** No collider has had more; a larger energy is in MeV. */
const LARGEST_ENERGY_GEV = 100_000;

/** Events are recorded above some GeV; a sample below is in another unit. */
const SMALLEST_MEAN_PT_GEV = 1;

/** @returns one sentence each, with what to type where something helps */
export function warningsAbout({ name, rows, count }: EventTable, tokens: number, unit: EnergyUnit): string[] {
  const { width, objects } = eventLayout(tokens);
  let [particles, tooHigh, tooSlow, emptyEvents, sumPtGeV, withMet] = [0, 0, 0, 0, 0, 0];
  for (let event = 0; event < count; event++) {
    const before = particles;
    if (rows[event * width + tokens] !== 0) withMet++;
    for (let object = 0; object < tokens; object++) {
      if (rows[event * width + object] === 0) continue;
      particles++;
      const column = event * width + objects + 4 * object;
      const energyGeV = toGeV(rows[column]!, unit);
      const momentumGeV = toGeV(rows[column + 1]!, unit) * Math.cosh(rows[column + 2]!);
      sumPtGeV += toGeV(rows[column + 1]!, unit);
      if (energyGeV > LARGEST_ENERGY_GEV) tooHigh++;
      // E² = pT² cosh²η + m²; a tenth is left for calibrations that touch one and not the other
      if (energyGeV < 0.9 * momentumGeV) tooSlow++;
    }
    if (particles === before) emptyEvents++;
  }

  const warnings: string[] = [];
  // some are real: an event may have nothing but missing momentum
  if (emptyEvents > count / 10) warnings.push(`${name}: ${emptyEvents} of ${count} events have no object at all`);
  if (withMet === 0) warnings.push(`${name}: MET is 0 in every event; without it: phase1.decoder.globals_head=false`);
  if (particles > 0 && sumPtGeV < particles * SMALLEST_MEAN_PT_GEV)
    warnings.push(
      `${name}: the mean pT is ${(sumPtGeV / particles).toPrecision(2)} GeV; if the file is in GeV: data.unit=GeV`,
    );
  if (tooHigh > 0)
    warnings.push(
      `${name}: ${tooHigh} objects have more than ${LARGEST_ENERGY_GEV} GeV; if they are MeV: data.unit=MeV`,
    );
  if (tooSlow > particles / 4)
    warnings.push(
      `${name}: E is smaller than the momentum for ${tooSlow} of ${particles} objects; ` +
        "the columns may have another order than E, pT, eta, phi, or another unit: data.unit=logMeV",
    );
  return warnings;
}
