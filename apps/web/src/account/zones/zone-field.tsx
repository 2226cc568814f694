import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Field } from "../../ui/field.js";
import { chosenFirst, describeZone, findZones, isSameZone, listZones, type Zone } from "./zone-names.js";

/** More are not drawn: a few letters more find them. */
const MOST = 60;

interface Props {
  readonly value: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly onChoose: (zone: string) => void;
}

/** A time zone, found by a few letters of a place: a combobox as the ARIA Authoring Practices describe it. */
export function ZoneField({ value, hint, error, onChoose }: Props) {
  const [text, setText] = useState<string>();
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const zones = useMemo(() => listZones(new Date()), []);
  const current = describeZone(value, new Date());

  const shown = `${current.place} (${current.offset || current.id})`;

  const isOpen = text !== undefined;
  const offered = useMemo(() => chosenFirst(zones, describeZone(value, new Date())), [zones, value]);
  const found = isOpen ? (text.trim() === "" ? offered : findZones(zones, text)).slice(0, MOST) : [];

  function close() {
    setText(undefined);
    setActive(0);
  }

  function choose(zone: Zone | undefined) {
    if (!zone) return;
    close();
    if (!isSameZone(zone.id, value)) onChoose(zone.id);
  }

  function move(to: number) {
    const index = Math.min(Math.max(to, 0), found.length - 1);
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }

  function handleKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) move(active + (event.key === "ArrowDown" ? 1 : -1));
      else setText("");
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      choose(found[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  }

  return (
    <div className="zone-field">
      <Field label="Time zone" hint={hint} error={error}>
        {(wiring) => (
          <input
            {...wiring}
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
            placeholder={isOpen ? "Search for a city" : undefined}
            value={text ?? shown}
            onClick={() => !isOpen && setText("")}
            onChange={(event) => {
              setText(isOpen ? event.target.value : newlyTyped(event.target.value, shown));
              setActive(0);
            }}
            onKeyDown={handleKey}
            onBlur={close}
          />
        )}
      </Field>
      <ul ref={list} id={listId} role="listbox" aria-label="Places" className="zone-list" hidden={!isOpen}>
        {found.map((zone, index) => (
          <li
            key={zone.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={isSameZone(zone.id, value) ? "zone zone-current" : "zone"}
            // Before the field loses the focus, which would close the list.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(zone)}
          >
            <span>{zone.place}</span>
            <span className="zone-offset">{zone.offset}</span>
          </li>
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {isOpen && (found.length === 0 ? "No such place" : `${found.length === MOST ? "Many" : found.length} places`)}
      </p>
      {isOpen && found.length === 0 && (
        <p className="zone-list zone-none">No such place. Try the nearest big city, or an offset such as +05:30.</p>
      )}
    </div>
  );
}

/** Of a field that was closed, and held the chosen zone: what was typed is what matters, wherever it was put. */
function newlyTyped(value: string, shown: string): string {
  if (shown.startsWith(value)) return "";
  return value.startsWith(shown) ? value.slice(shown.length) : value;
}
