/**
 * @file As much of Python's `decimal` as a float range needs: exact values of binary doubles, and sums rounded
 * half-even to 28 significant digits (the default context). That is why `range(0.1,0.5,0.1)` holds 0.30000000000000004.
 */

const PRECISION = 28;

/** coefficient × 10^exponent */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The exact value of a finite double or an int. */
export function toDecimal(x: number | bigint): Decimal {
  if (typeof x === "bigint") return { coefficient: x, exponent: 0 };
  if (x === 0) return { coefficient: 0n, exponent: 0 };
  let mantissa = Math.abs(x);
  let twos = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    twos++;
  }
  // n / 2^k = n·5^k / 10^k
  const coefficient = BigInt(mantissa) * 5n ** BigInt(twos);
  return { coefficient: x < 0 ? -coefficient : coefficient, exponent: -twos };
}

export function compare(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right] = aligned(a, b);
  return rounded({ coefficient: left + right, exponent: Math.min(a.exponent, b.exponent) });
}

/** The nearest double. */
export function toNumber({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.coefficient * 10n ** BigInt(a.exponent - exponent), b.coefficient * 10n ** BigInt(b.exponent - exponent)];
}

function rounded(value: Decimal): Decimal {
  const magnitude = value.coefficient < 0n ? -value.coefficient : value.coefficient;
  const excess = magnitude.toString().length - PRECISION;
  if (excess <= 0) return value;
  const unit = 10n ** BigInt(excess);
  let quotient = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  if (twice > unit || (twice === unit && quotient % 2n === 1n)) quotient += 1n;
  return { coefficient: value.coefficient < 0n ? -quotient : quotient, exponent: value.exponent + excess };
}
