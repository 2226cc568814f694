import { notesWords, PRIORITIES, titleWords, toVector } from "@typedo/db";
import { newId } from "../new-id.js";
import { arrayText, pageJson, taskJson } from "./json.js";
import type { Lanes } from "./lanes.js";
import { CREATE, GET, LIST, RENAME } from "./statements.js";

export interface Answer {
  readonly status: number;
  /** JSON; empty for none. */
  readonly body: string;
}

const NOT_FOUND: Answer = { status: 404, body: '{"status":404}' };
const INVALID: Answer = { status: 422, body: '{"status":422}' };

/** What the calls do, with the checks of input without which an answer would be wrong. */
export function makeCalls(lanes: Lanes) {
  return {
    async list(userId: string, query: string): Promise<Answer> {
      const limit = Number(/^limit=(\d{1,3})$/.exec(query)?.[1] ?? 50);
      if (limit < 1 || limit > 100) return INVALID;
      const more = limit + 1;
      const rows = await lanes.run("typedo_reader", userId, LIST, [userId, 0, more, userId, 1, more, more]);
      return { status: 200, body: pageJson(rows, limit) };
    },

    async get(userId: string, id: string): Promise<Answer> {
      const [row] = await lanes.run("typedo_reader", userId, GET, [userId, id]);
      return row ? { status: 200, body: taskJson(row) } : NOT_FOUND;
    },

    async create(userId: string, input: ReadonlyMap<string, unknown>): Promise<Answer> {
      const title = input.get("title");
      const notes = input.get("notes") ?? null;
      const priority = PRIORITIES.findIndex((name) => name === (input.get("priority") ?? "none"));
      const labels = input.get("labels") ?? [];
      if (!isTitle(title) || !(notes === null || typeof notes === "string")) return INVALID;
      if (priority === -1 || !isTexts(labels)) return INVALID;
      const [row] = await lanes.run("typedo_writer", userId, CREATE, [
        userId,
        newId(),
        title,
        toVector(titleWords(userId, title)),
        notes,
        toVector(notesWords(userId, notes)),
        null,
        priority,
        null,
        null,
        null,
        arrayText(labels),
        null,
        "a0",
      ]);
      return row ? { status: 201, body: taskJson(row) } : NOT_FOUND;
    },

    async rename(userId: string, id: string, input: ReadonlyMap<string, unknown>): Promise<Answer> {
      const title = input.get("title");
      if (!isTitle(title)) return INVALID;
      const words = toVector(titleWords(userId, title));
      const [row] = await lanes.run("typedo_writer", userId, RENAME, [title, words, userId, id]);
      return row ? { status: 200, body: taskJson(row) } : NOT_FOUND;
    },
  };
}

function isTitle(title: unknown): title is string {
  return typeof title === "string" && title.length >= 1 && title.length <= 500;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
