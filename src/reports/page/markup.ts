/** @file Pieces of SVG and HTML as text. */

const NAMES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => NAMES[sign]!);

/** Hundredths of a point are finer than any screen. */
export const round = (value: number): number => Math.round(value * 100) / 100;
