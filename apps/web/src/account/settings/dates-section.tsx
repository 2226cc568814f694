import type { Me } from "@typedo/api";
import { useRef } from "react";
import { describeError, faultsAt } from "../../api/describe-error.js";
import { pointerInto } from "../../api/field-pointer.js";
import { Field } from "../../ui/field.js";
import { useKeptFocus } from "../../ui/use-kept-focus.js";
import { useNow } from "../../ui/use-now.js";
import { browserTimeZone } from "../zones/browser-time-zone.js";
import { describeZone, isSameZone } from "../zones/zone-names.js";
import { ZoneField } from "../zones/zone-field.js";
import { Outcome } from "./outcome.js";
import { Section } from "./section.js";
import { useUpdateMe, type Settings } from "./use-update-me.js";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What is chosen here is saved at once. */
export function DatesSection({ me }: { readonly me: Me }) {
  const { save, error, busy, isSaved } = useUpdateMe();
  const now = useNow();
  const place = useRef<HTMLDivElement>(null);
  useKeptFocus(place, () => place.current?.querySelector("input"));
  const browser = describeZone(browserTimeZone(), now);
  const zoneError = faultsAt(error, [pointerInto<Settings>("timeZone")]);

  return (
    <Section title="Dates" hint="The time zone decides what is due today, and when a task is overdue.">
      <div ref={place} className="stack">
        <ZoneField
          value={me.timeZone}
          hint={`There it is ${timeIn(me.timeZone, now)}.`}
          error={zoneError}
          onChoose={(timeZone) => void save({ timeZone })}
        />
        {!isSameZone(browser.id, me.timeZone) && (
          <p className="message message-line">
            <span>
              This browser is in {browser.place} ({browser.offset}).
            </span>
            <button type="button" className="button" onClick={() => void save({ timeZone: browser.id })}>
              Use it
            </button>
          </p>
        )}
      </div>
      <Field label="The week begins on" error={faultsAt(error, [pointerInto<Settings>("weekStart")])}>
        {(wiring) => (
          <select
            {...wiring}
            value={me.weekStart}
            onChange={(event) => void save({ weekStart: Number(event.target.value) })}
          >
            {WEEKDAYS.map((day, index) => (
              <option key={day} value={index + 1}>
                {day}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Outcome
        error={error && zoneError === undefined ? `Not saved. ${describeError(error)}` : undefined}
        done={busy ? "Saving…" : isSaved ? "Saved." : undefined}
      />
    </Section>
  );
}

function timeIn(timeZone: string, now: Date): string {
  try {
    return now.toLocaleString(undefined, {
      timeZone,
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
    });
  } catch {
    return "a time that this browser does not know";
  }
}
