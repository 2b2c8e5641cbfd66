/** @file The door of data: files → batches of events. */
export { type CollisionColumns, type EventBatch, type EventSizes, OBJECT_TYPES, type Split } from "./event-batch.ts";
