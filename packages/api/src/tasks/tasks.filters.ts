import { splitWords } from "@typedo/db";
import { z } from "zod";
import { instant } from "../instant.js";
import { trimmedText } from "../text.js";
import { caller, id, label, priority, type Task } from "./tasks.schema.js";

export const taskSorts = ["createdAt", "updatedAt", "dueAt", "priority", "title", "position", "relevance"] as const;

export type TaskSort = (typeof taskSorts)[number];

const sortParameter = z.enum(taskSorts.flatMap((sort) => [sort, `-${sort}` as const]));

const query = trimmedText(200).refine((text) => splitWords(text).length > 0, {
  error: "Must hold a word: a letter, a digit or an emoji",
  when: ({ issues }) => issues.length === 0,
});

/** What a list shows, by a field of the task; the names are those of the query at REST. */
const filtersOfFields = {
  completed: z.boolean().optional().meta({ description: "Only completed tasks, or only open ones" }),
  parentId: z
    .union([z.literal("none"), id], { error: "Must be a UUID, or `none`" })
    .optional()
    .meta({ description: "The parts of this task; `none`: what is no part of another" }),
  priority: z.array(priority).max(5).optional().meta({ description: "Repeatable: tasks of any of these priorities" }),
} satisfies Partial<Record<keyof Task, z.ZodType>>;

const filters = {
  ...filtersOfFields,
  label: z
    .array(label)
    .max(20)
    .optional()
    .meta({ description: "Repeatable: tasks that have all of these labels, upper and lower case told apart" }),
  dueAfter: instant.optional().meta({ description: "Due after this instant" }),
  dueBefore: instant.optional().meta({ description: "Due before this instant" }),
  due: z.enum(["overdue", "today", "upcoming", "none"]).optional().meta({
    description:
      "Open tasks that are overdue, due today (overdue since this morning perhaps) or after today, in the user's time zone; `none`: tasks without a due date, completed ones too",
  }),
  q: query.optional().meta({
    description:
      "Words of title and notes, in any language: all must be there, each at the beginning of a word; case and accents do not count",
    examples: ["plants"],
  }),
  trashed: z.boolean().default(false).meta({ description: "Only what is in the trash; else only what is not" }),
};

export const listTasksInput = z
  .strictObject({
    ...filters,
    sort: sortParameter.default("-createdAt").meta({
      description:
        "`-` in front for descending; nulls last in either direction. `position` goes with `parentId`. `relevance` goes with `q`: best first, with `-` or without, of the newest 1,000 matches",
    }),
    limit: z.int().min(1).max(100).default(50).meta({ description: "The most tasks of one page; it may have fewer" }),
    cursor: z.string().min(1).max(4096).optional().meta({ description: "`nextCursor` of the page before" }),
    total: z.boolean().default(false).meta({ description: "Count them too, up to 10,000" }),
    direction: z
      .literal("forward")
      .optional()
      .meta({ description: "Pages go forward only; sent by tRPC's infinite queries" }),
    ...caller,
  })
  .refine(({ sort, parentId }) => !sort.endsWith("position") || parentId !== undefined, {
    error: "The sort `position` is of siblings: say which by `parentId`",
    path: ["sort"],
  })
  .refine(({ sort, q }) => !sort.endsWith("relevance") || q !== undefined, {
    error: "The sort `relevance` needs `q`",
    path: ["sort"],
  });

export type ListTasksInput = z.output<typeof listTasksInput>;
export type TaskFilters = Pick<ListTasksInput, keyof typeof filters>;
