import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { createClients } from "./create-clients.js";
import { trpc } from "./trpc.js";

interface Props {
  /** To be rendered with the user's id as `key`. */
  readonly userId: string;
  readonly onSessionEnded: () => void;
  readonly children: ReactNode;
}

/** The API for one signed-in user. When it goes, the user's data and token go with it. */
export function ApiProvider({ userId, onSessionEnded, children }: Props) {
  const shown = useRef(false);
  const [clients] = useState(() =>
    createClients(userId, () => {
      if (shown.current) onSessionEnded();
    }),
  );
  const { queryClient, trpcClient, tokens } = clients;

  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
      tokens.forget();
      queryClient.clear();
    };
  }, [tokens, queryClient]);

  return (
    <trpc.Provider client={trpcClient} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
