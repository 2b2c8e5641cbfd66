/** @file `datetime.strftime` in the C locale, for `${now:%Y-%m-%d}`. */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

export function strftime(pattern: string, at: Date): string {
  return pattern.replace(/%(.)/gs, (whole, letter: string) => fields[letter]?.(at) ?? whole);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const dayOfYear = (at: Date): number =>
  Math.round((Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) - Date.UTC(at.getFullYear(), 0, 1)) / 864e5) + 1;
const hour12 = (at: Date): number => at.getHours() % 12 || 12;
/** Week of the year, weeks beginning at `firstDay`; days before the first such day are week 0. */
const week = (at: Date, firstDay: number): number =>
  Math.floor((dayOfYear(at) + 6 - ((at.getDay() - firstDay + 7) % 7)) / 7);

function isoWeek(at: Date): { year: number; week: number } {
  const thursday = new Date(at.getFullYear(), at.getMonth(), at.getDate() + 3 - ((at.getDay() + 6) % 7));
  return { year: thursday.getFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

const fields: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getFullYear()),
  y: (at) => pad(at.getFullYear() % 100),
  C: (at) => pad(Math.floor(at.getFullYear() / 100)),
  G: (at) => String(isoWeek(at).year),
  m: (at) => pad(at.getMonth() + 1),
  d: (at) => pad(at.getDate()),
  e: (at) => String(at.getDate()).padStart(2),
  H: (at) => pad(at.getHours()),
  I: (at) => pad(hour12(at)),
  M: (at) => pad(at.getMinutes()),
  S: (at) => pad(at.getSeconds()),
  f: (at) => pad(at.getMilliseconds() * 1000, 6),
  j: (at) => pad(dayOfYear(at), 3),
  U: (at) => pad(week(at, 0)),
  W: (at) => pad(week(at, 1)),
  V: (at) => pad(isoWeek(at).week),
  w: (at) => String(at.getDay()),
  u: (at) => String(at.getDay() || 7),
  a: (at) => DAYS[at.getDay()]!.slice(0, 3),
  A: (at) => DAYS[at.getDay()]!,
  b: (at) => MONTHS[at.getMonth()]!.slice(0, 3),
  h: (at) => MONTHS[at.getMonth()]!.slice(0, 3),
  B: (at) => MONTHS[at.getMonth()]!,
  p: (at) => (at.getHours() < 12 ? "AM" : "PM"),
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  // a naive datetime has no zone
  z: () => "",
  Z: () => "",
  D: (at) => strftime("%m/%d/%y", at),
  F: (at) => strftime("%Y-%m-%d", at),
  T: (at) => strftime("%H:%M:%S", at),
  R: (at) => strftime("%H:%M", at),
  c: (at) => strftime("%a %b %e %H:%M:%S %Y", at),
  x: (at) => strftime("%m/%d/%y", at),
  X: (at) => strftime("%H:%M:%S", at),
  n: () => "\n",
  t: () => "\t",
  "%": () => "%",
};
