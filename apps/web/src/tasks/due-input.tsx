import { useState, type ComponentProps, type SyntheticEvent } from "react";

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange" | "onKeyUp" | "onBlur"> {
  readonly type: "date" | "time";
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/**
 * A date or a time. On the way from 31 January to 28 February stands a 31 February, whose value the browser gives as
 * empty: only what was cleared is told as such, and what is half typed changes nothing.
 */
export function DueInput({ value, onValue, ...input }: Props) {
  const [isHalfTyped, setHalfTyped] = useState(false);

  function read({ currentTarget }: SyntheticEvent<HTMLInputElement>) {
    const { badInput } = currentTarget.validity;
    setHalfTyped(badInput);
    if (!badInput && currentTarget.value !== value) onValue(currentTarget.value);
  }

  // Cleared when it was half typed, it has been empty all along, and there is no change to hear of.
  return <input {...input} value={isHalfTyped ? "" : value} onChange={read} onKeyUp={read} onBlur={read} />;
}
