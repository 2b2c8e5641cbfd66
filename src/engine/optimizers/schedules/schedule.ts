/** @file The contract of a schedule: by which factor the learning rate is multiplied at a step. */

/**
 * Evaluated on the host in double precision, once a step.
 *
 * @param step number of steps taken before this one, from 0
 * @returns factor of the learning rate, 0 or more
 */
export type Schedule = (step: number) => number;
