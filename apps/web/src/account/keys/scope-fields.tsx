import { useId } from "react";
import { allScopes, scopeTexts, type Scope } from "./scope-texts.js";

interface Props {
  readonly chosen: readonly Scope[];
  readonly error: string | undefined;
  readonly onChange: (scopes: readonly Scope[]) => void;
}

export function ScopeFields({ chosen, error, onChange }: Props) {
  const id = useId();
  const toggle = (scope: Scope) =>
    onChange(allScopes.filter((one) => (one === scope ? !chosen.includes(one) : chosen.includes(one))));

  return (
    <fieldset className="scopes" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend>What may it do?</legend>
      {allScopes.map((scope) => (
        <div key={scope} className="scope">
          <input
            id={`${id}-${scope}`}
            type="checkbox"
            aria-describedby={`${id}-${scope}-text`}
            checked={chosen.includes(scope)}
            onChange={() => toggle(scope)}
          />
          <label htmlFor={`${id}-${scope}`}>{scopeTexts[scope].name}</label>
          <p id={`${id}-${scope}-text`} className="field-hint">
            {scopeTexts[scope].text}
          </p>
        </div>
      ))}
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
