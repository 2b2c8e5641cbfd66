/** @file The only file that names the validation library; schemas stand beside the thing they configure. */
export { type infer as Infer, type ZodType as Schema, z as schema } from "zod";
