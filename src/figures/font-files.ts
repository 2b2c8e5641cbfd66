/** @file The font that is shipped: Arimo, with the widths of Arial. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const STYLES = {
  regular: "400Regular/Arimo_400Regular",
  italic: "400Regular_Italic/Arimo_400Regular_Italic",
  bold: "700Bold/Arimo_700Bold",
  boldItalic: "700Bold_Italic/Arimo_700Bold_Italic",
} as const;

export type FontStyle = keyof typeof STYLES;

export function fontFile(style: FontStyle): string {
  const folder = dirname(createRequire(import.meta.url).resolve("@expo-google-fonts/arimo/package.json"));
  return join(folder, `${STYLES[style]}.ttf`);
}

export function fontFiles(): string[] {
  return (Object.keys(STYLES) as FontStyle[]).map(fontFile);
}
