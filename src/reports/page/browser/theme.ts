/** @file Light or dark, as the reader's system is; what is downloaded or printed is always light. */

export interface Theme {
  readonly ink: string;
  readonly paper: string;
  /** For texts that stand back. */
  readonly quiet: string;
  /** A colour of a figure, which is made for white paper, as it can be seen on this. */
  readonly seen: (colour: string) => string;
}

export const LIGHT: Theme = { ink: "#000000", paper: "#ffffff", quiet: "#66666c", seen: (colour) => colour };
const DARK: Theme = { ink: "#e8e8ea", paper: "#17181c", quiet: "#a4a4ab", seen: onDark };

/** Luminance from which something stands out from dark paper by a contrast of 4 to 1, and from which it is too bright for an area. */
const [DIM, BRIGHT] = [0.2, 0.7];

/** Dark colours become lighter, and the pale ones of areas dark; the others stay. @param colour `#rrggbb` */
function onDark(colour: string): string {
  let channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  if (channels.some(Number.isNaN)) return colour;
  if (luminance(channels) > BRIGHT) channels = channels.map((value) => 0.25 * value);
  else while (luminance(channels) < DIM) channels = channels.map((value) => value + 0.1 * (255 - value));
  return `rgb(${channels.map(Math.round).join(", ")})`;
}

function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map((value) => (value / 255) ** 2.2);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const QUERY = "(prefers-color-scheme: dark)";
const watched = matchMedia(QUERY); // never asked itself: Chromium does not tell a query of what it has just been asked

let isPrinted = false;

export const themeNow = (): Theme => (!isPrinted && matchMedia(QUERY).matches ? DARK : LIGHT);
export const onThemeChange = (redraw: () => void): void => watched.addEventListener("change", redraw);

/** @param draw everything, also what is not in sight; told again when the page is back on the screen */
export function onPrint(draw: (isPrinted: boolean) => void): void {
  const tell = (now: boolean) => () => {
    isPrinted = now;
    draw(now);
  };
  addEventListener("beforeprint", tell(true));
  addEventListener("afterprint", tell(false));
}
