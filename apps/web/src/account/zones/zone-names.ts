/** What an account has that chose UTC: plain `UTC` is what it begins with. */
export const CHOSEN_UTC = "Etc/UTC";

export function isUtc(zone: string): boolean {
  return zone === "UTC" || zone === CHOSEN_UTC;
}

/** Browsers list some places by names that have been replaced since; people look for what they are called now. */
const presentNames = new Map([
  ["America/Godthab", "Nuuk"],
  ["Asia/Calcutta", "Kolkata"],
  ["Asia/Katmandu", "Kathmandu"],
  ["Asia/Rangoon", "Yangon"],
  ["Asia/Saigon", "Ho Chi Minh"],
  ["Atlantic/Faeroe", "Faroe"],
  ["Europe/Kiev", "Kyiv"],
  ["Pacific/Ponape", "Pohnpei"],
  ["Pacific/Truk", "Chuuk"],
]);

export interface Zone {
  /** The IANA name. */
  readonly id: string;
  /** Where it is: "Berlin, Europe". */
  readonly place: string;
  /** How far it is from UTC now: "UTC+01:00". */
  readonly offset: string;
}

/** All zones that the browser knows, UTC first. */
export function listZones(now: Date): Zone[] {
  const ids = Intl.supportedValuesOf("timeZone").filter((id) => !isUtc(id));
  return [CHOSEN_UTC, ...ids].map((id) => describeZone(id, now));
}

export function describeZone(id: string, now: Date): Zone {
  return { id, place: placeOf(id), offset: offsetOf(id, now) };
}

function placeOf(id: string): string {
  if (isUtc(id)) return "UTC";
  const parts = id.replaceAll("_", " ").split("/").toReversed();
  return [presentNames.get(id) ?? parts[0], ...parts.slice(1)].join(", ");
}

function offsetOf(id: string, now: Date): string {
  if (isUtc(id)) return "UTC+00:00";
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone: id, timeZoneName: "longOffset" }).formatToParts(now);
    const told = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    return told === "GMT" ? "UTC+00:00" : told.replace("GMT", "UTC");
  } catch {
    // The server knows a zone that this browser does not.
    return "";
  }
}

/** What is offered before anything is typed: all zones, the one that is chosen first, known to the browser or not. */
export function chosenFirst(zones: readonly Zone[], chosen: Zone): Zone[] {
  // Those that the browser lists are canonical: to ask that of each would take as long as all of the page.
  const names = isUtc(chosen.id) ? [CHOSEN_UTC] : [chosen.id, canonical(chosen.id)];
  const others = zones.filter(({ id }) => !names.includes(id));
  return [chosen, ...others];
}

/** The zones with all words in their name, place or offset; those whose place begins with it first. */
export function findZones(zones: readonly Zone[], text: string): Zone[] {
  const words = plain(text).split(" ").filter(Boolean);
  const found = zones.filter((zone) => {
    const all = plain(`${zone.place} ${zone.id} ${zone.offset}`);
    return words.every((word) => all.includes(word));
  });
  const isFirst = ({ place }: Zone) => plain(place).startsWith(words.join(" "));
  return [...found.filter(isFirst), ...found.filter((zone) => !isFirst(zone))];
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[/_,\s]+/g, " ")
    .trim();
}

/** Whether two names mean the same zone: `Asia/Kolkata` is `Asia/Calcutta`. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(id: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: id }).resolvedOptions().timeZone;
  } catch {
    return id;
  }
}
