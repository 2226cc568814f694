import { createAuthClient } from "better-auth/react";

/** Better Auth on this page's own origin; its cookie serves `/api/auth` alone. */
export const authClient = createAuthClient({ basePath: "/api/auth" });
