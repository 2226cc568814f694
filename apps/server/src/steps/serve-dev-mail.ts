import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Environment } from "../env.js";
import { isFromHere, isLocalName } from "../from-here.js";
import { renderMailPage } from "../mail/mail-page.js";
import type { Services } from "../services.js";
import { refuseOtherMethods } from "./other-methods.js";
import { allowPage } from "./protect-browsers.js";

/**
 * Mail that a developer's server did not send: `/dev/mail` for people, `/dev/mail.json` for tests and tools. To this
 * machine alone; to anyone else, and on a server that is known by a name beyond it, there is no such page.
 */
export function serveDevMail(
  app: FastifyInstance,
  { environment, services }: { environment: Pick<Environment, "baseUrl">; services: Pick<Services, "mailer"> },
): void {
  // A public name means a proxy, and one on this machine looks like this machine.
  const mailbox = isLocalName(new URL(environment.baseUrl).hostname) ? services.mailer.mailbox : undefined;

  const isThere = (request: FastifyRequest) => mailbox !== undefined && isFromHere(request);
  for (const url of ["/dev/mail", "/dev/mail.json"]) refuseOtherMethods(app, url, isThere);

  app.get("/dev/mail", async (request, reply) => {
    if (!mailbox || !isFromHere(request)) return reply.callNotFound();
    allowPage(reply);
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .send(renderMailPage(mailbox.list()));
  });

  app.get("/dev/mail.json", async (request, reply) => {
    if (!mailbox || !isFromHere(request)) return reply.callNotFound();
    return reply.type("application/json").header("cache-control", "no-store").send({ items: mailbox.list() });
  });
}
