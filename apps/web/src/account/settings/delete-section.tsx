import { useState } from "react";
import { DeleteDialog } from "./delete-dialog.js";
import { Section } from "./section.js";

export function DeleteSection({ onDeleted }: { readonly onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section title="Delete the account" hint="With everything in it, at once and for good." tone="danger">
      <div>
        <button type="button" className="button" onClick={() => setAsking(true)}>
          Delete my account…
        </button>
      </div>
      {asking && <DeleteDialog onDeleted={onDeleted} onClose={() => setAsking(false)} />}
    </Section>
  );
}
