import { PRIORITIES } from "@typedo/db";
import { z } from "zod";

const title = z.string().trim().min(1).max(500);

export const task = z.object({
  id: z.uuid(),
  title: z.string(),
  notes: z.string().nullable(),
  completed: z.boolean(),
  priority: z.enum(PRIORITIES),
  dueDate: z.string().nullable(),
  dueTime: z.string().nullable(),
  timeZone: z.string().nullable(),
  labels: z.array(z.string()),
  parentId: z.uuid().nullable(),
  position: z.string(),
  userId: z.string(),
  completedAt: z.date().nullable(),
  dueAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  deletedAt: z.date().nullable(),
  version: z.int(),
  seq: z.string(),
});

export const listInput = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) });

export const page = z.object({ items: z.array(task), nextCursor: z.string().nullable() });

export const reference = z.object({ id: z.uuid() });

export const createInput = z.object({
  title,
  notes: z.string().max(16_384).nullable().default(null),
  priority: z.enum(PRIORITIES).default("none"),
  labels: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
});

export const renameInput = z.object({ id: z.uuid(), title });
