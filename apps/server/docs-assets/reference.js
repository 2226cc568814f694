// The reference: Swagger UI on our document, and a token from the session of this browser.
const ui = window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // The document is checked in our tests; nothing is sent to a validator elsewhere.
  validatorUrl: null,
  // Its label is around it, and has no words.
  onComplete: () => document.getElementById("servers")?.setAttribute("aria-label", "Server"),
});

// Swagger UI has dark colours too, which follow a class and not the system.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const followSystem = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followSystem);
followSystem();

const state = document.getElementById("token-state");

async function useSession() {
  state.textContent = "Asking for a token…";
  try {
    const answer = await fetch("/api/auth/access-token", { headers: { accept: "application/json" } });
    if (answer.status === 401) {
      state.innerHTML = 'Nobody is signed in here: <a href="/">sign in</a>, then try again.';
      return;
    }
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { token, expiresAt } = await answer.json();
    ui.preauthorizeApiKey("bearer", token);
    state.textContent = `In use until ${new Date(expiresAt).toLocaleTimeString()}.`;
  } catch (error) {
    state.textContent = `No token was to be had (${error.message}). Try again.`;
  }
}

document.getElementById("use-session").addEventListener("click", () => void useSession());
