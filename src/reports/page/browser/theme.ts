/** @file Light or dark, as the reader's system is; what is downloaded or printed is always light. */

export interface Theme {
  readonly ink: string;
  readonly paper: string;
  /** For texts that stand back. */
  readonly quiet: string;
}

export const LIGHT: Theme = { ink: "#000000", paper: "#ffffff", quiet: "#66666c" };
const DARK: Theme = { ink: "#e8e8ea", paper: "#17181c", quiet: "#a4a4ab" };

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
