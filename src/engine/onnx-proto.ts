/**
 * @file The few messages of ONNX's protobuf format that a graph needs, written with protobuf's own wire encoder.
 * Field numbers after onnx.proto3 of ONNX 1.16 (IR version 10).
 */
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { OnnxAttributes } from "./primitives/primitive.ts";

const IR_VERSION = 10;
/** The first operator set with Gelu. */
const OPERATOR_SET = 20;

export const ELEMENT_TYPES = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

export interface OnnxValue {
  readonly name: string;
  readonly elementType: number;
  /** A name for an axis that may have any length. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxInitializer extends OnnxValue {
  readonly shape: readonly number[];
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** What a file says of itself. */
export interface OnnxAbout {
  readonly version: string;
  /** For people. */
  readonly description: string;
  /** For programs. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** @returns the bytes of an ONNX model file */
export function toOnnxBytes(graph: OnnxGraph, about?: OnnxAbout): Uint8Array<ArrayBuffer> {
  const model = new BinaryWriter();
  model.tag(1, 0).int64(IR_VERSION);
  model.tag(2, 2).string("thesis-ml");
  if (about) {
    model.tag(3, 2).string(about.version);
    model.tag(6, 2).string(about.description);
  }
  message(model, 7, (writer) => writeGraph(writer, graph));
  message(model, 8, (writer) => {
    writer.tag(1, 2).string("");
    writer.tag(2, 0).int64(OPERATOR_SET);
  });
  for (const [key, value] of Object.entries(about?.metadata ?? {}))
    message(model, 14, (writer) => {
      writer.tag(1, 2).string(key);
      writer.tag(2, 2).string(value);
    });
  return new Uint8Array(model.finish());
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, (inner) => writeNode(inner, node));
  writer.tag(2, 2).string("thesis-ml");
  for (const tensor of graph.initializers) message(writer, 5, (inner) => writeInitializer(inner, tensor));
  for (const value of graph.inputs) message(writer, 11, (inner) => writeValue(inner, value));
  for (const value of graph.outputs) message(writer, 12, (inner) => writeValue(inner, value));
}

function writeNode(writer: BinaryWriter, { operator, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) writer.tag(1, 2).string(input);
  for (const output of outputs) writer.tag(2, 2).string(output);
  writer.tag(3, 2).string(outputs[0]!);
  writer.tag(4, 2).string(operator);
  for (const [name, value] of Object.entries(attributes))
    message(writer, 5, (inner) => writeAttribute(inner, name, value));
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttributes[string]): void {
  const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];
  writer.tag(1, 2).string(name);
  if (typeof value === "string") {
    writer.tag(4, 2).bytes(new TextEncoder().encode(value));
    writer.tag(20, 0).int32(STRING);
  } else if (typeof value === "object" && "float" in value) {
    writer.tag(2, 5).float(value.float);
    writer.tag(20, 0).int32(FLOAT);
  } else if (typeof value === "object") {
    for (const item of value) writer.tag(8, 0).int64(item);
    writer.tag(20, 0).int32(INTS);
  } else if (Number.isInteger(value)) {
    writer.tag(3, 0).int64(value);
    writer.tag(20, 0).int32(INT);
  } else {
    writer.tag(2, 5).float(value);
    writer.tag(20, 0).int32(FLOAT);
  }
}

function writeInitializer(writer: BinaryWriter, { name, elementType, shape, bytes }: OnnxInitializer): void {
  for (const length of shape) writer.tag(1, 0).int64(length);
  writer.tag(2, 0).int32(elementType);
  writer.tag(8, 2).string(name);
  writer.tag(9, 2).bytes(bytes);
}

function writeValue(writer: BinaryWriter, { name, elementType, shape }: OnnxValue): void {
  writer.tag(1, 2).string(name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, 0).int32(elementType);
      message(tensor, 2, (dimensions) => {
        for (const length of shape)
          message(dimensions, 1, (dimension) => {
            if (typeof length === "string") dimension.tag(2, 2).string(length);
            else dimension.tag(1, 0).int64(length);
          });
      });
    }),
  );
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, 2).fork();
  write(writer);
  writer.join();
}
