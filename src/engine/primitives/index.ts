/** @file Every primitive there is. To add one: write its file, then its line here (and a method in `tensor.ts`). */
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { argMin } from "./arg-min.ts";
import { atan } from "./atan.ts";
import { batchedMatmul } from "./batched-matmul.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { cos } from "./cos.ts";
import { cumsum } from "./cumsum.ts";
import { div } from "./div.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { floor } from "./floor.ts";
import { gather } from "./gather.ts";
import { gatherAlong } from "./gather-along.ts";
import { gelu } from "./gelu.ts";
import { gemm } from "./gemm.ts";
import { greater } from "./greater.ts";
import { less } from "./less.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { pow } from "./pow.ts";
import { reciprocal } from "./reciprocal.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { round } from "./round.ts";
import { scatterAdd } from "./scatter-add.ts";
import { scatterAddAlong } from "./scatter-add-along.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { sin } from "./sin.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { sqrt } from "./sqrt.ts";
import { stopGradient } from "./stop-gradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { tanh } from "./tanh.ts";
import { topK } from "./top-k.ts";
import { transpose } from "./transpose.ts";
import { where } from "./where.ts";

export const primitives = {
  abs,
  add,
  argMin,
  atan,
  batchedMatmul,
  broadcastTo,
  cast,
  concat,
  cos,
  cumsum,
  div,
  equal,
  erf,
  exp,
  floor,
  gather,
  gatherAlong,
  gelu,
  gemm,
  greater,
  less,
  log,
  max,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  reshape,
  round,
  scatterAdd,
  scatterAddAlong,
  sigmoid,
  sign,
  sin,
  slice,
  softmax,
  sqrt,
  stopGradient,
  sub,
  sum,
  tanh,
  topK,
  transpose,
  where,
};

export type PrimitiveName = keyof typeof primitives;
