/** @file The contract of a device: what graphs can run on, what it needs, and how it is asked for. */

export interface DeviceKind {
  /** What it is, for `--info devices`. */
  readonly summary: string;
  /** What a machine must have for it. */
  readonly needs: string;
  /** What ONNX Runtime is asked for; where an operation has no kernel there, it does that one on the CPU by itself. */
  readonly provider: string;
  /** Whether matrix products in float16 are computed there, and not imitated in float32. */
  readonly hasFloat16: boolean;
}
