/** @file Pieces that the config schemas of several members share. */
import { schema } from "#config/schema";
import { type ActivationName, activations } from "#engine";

/** Widths of hidden layers, first to last. */
export const widths = schema.array(schema.int().positive()).min(1);

export const dropoutRate = schema.number().min(0).lt(1);

export const activationName = schema.enum(Object.keys(activations) as [ActivationName, ...ActivationName[]]);
