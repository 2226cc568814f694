import { STATUS_CODES } from "node:http";
import { type ErrorCode, errorCatalogue } from "@typedo/api";
import { problemType } from "../problem-type.js";
import { type Stage, stages } from "./error-order.js";
import type { ErrorPage, ExampleRequest } from "./error-page.js";
import { errorPages } from "./error-pages.js";
import { escapeHtml, renderPage } from "./html.js";
import { paragraph, renderCode, renderList, renderTable } from "./render-markdown.js";

const FOLDER = "/docs/errors";

/** The pages by their codes. */
const pages: readonly (readonly [ErrorCode, ErrorPage])[] = Object.entries(errorPages).flatMap(([key, page]) =>
  isErrorCode(key) ? [[key, page] as const] : [],
);

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

/** All errors, in the order in which they are told. */
export function renderErrorsPage(): string {
  const told = Object.entries(stages).flatMap(([stage, question]) => {
    const codes = pages.filter(([, page]) => page.told.some((one: Stage) => one === stage)).map(([code]) => code);
    return codes.length === 0 ? [] : [`${question} ${codes.map(linkTo).join(", ")}`];
  });
  const rows = pages.map(([code]) => {
    const { status, title } = errorCatalogue[code];
    return [String(status), `[${title}](${problemType(code)}) \`${code}\``];
  });
  return renderPage({
    title: "Errors",
    section: FOLDER,
    body: `<h1>Errors</h1>
${paragraph("Each error is `application/problem+json` (RFC 9457): `type` leads to its page here, `code` is for programs, `detail` says what it was this time, and `errors` lists every fault of the input. At tRPC the same `code`, `errors` and `requestId` are in the error's `data`. [Understand what went wrong](/docs/guides/errors) shows it step by step.")}
${renderTable(["Status", "What happened"], rows)}
<h2 id="order">Which one is told first</h2>
${paragraph("Where several things are wrong, one is told: the first of these questions that is answered by no. First comes what costs the server least and tells a stranger least; whether something exists, only those learn who may ask.")}
${renderList(told, true)}`,
  });
}

function linkTo(code: ErrorCode): string {
  return `[\`${code}\`](${problemType(code)})`;
}

/** The page of one error, or undefined for a code that there is not. */
export function renderErrorPage(code: string, baseUrl: string): string | undefined {
  const entry = pages.find(([candidate]) => candidate === code);
  if (!entry) return undefined;
  const [known, page] = entry;
  const { status, title, description } = errorCatalogue[known];
  const headers = Object.entries(page.headers ?? {}).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return renderPage({
    title,
    section: FOLDER,
    body: `<p class="docs-muted"><a href="${FOLDER}">Errors</a></p>
<p class="docs-status"><strong>${status}</strong> ${STATUS_CODES[status]} · <code>${known}</code></p>
<h1>${escapeHtml(title)}</h1>
<div class="docs-lead">${paragraph(description)}</div>
<h2 id="why">How it comes about</h2>
${renderList(page.causes)}
<h2 id="what-to-do">What to do</h2>
${renderList(page.remedies)}
<h2 id="rest">At REST</h2>
${renderRequests(page, baseUrl)}${renderCode(exampleAnswer(known, page), "http", "The answer")}
${headers.length > 0 ? renderTable(["Header", "What it says"], headers) : ""}
${page.answer.code === undefined ? renderTrpc(known, page) : ""}`,
  });
}

function renderTrpc(code: ErrorCode, page: ErrorPage): string {
  return `<h2 id="trpc">At tRPC</h2>
<p>The same call throws a <code>TRPCClientError</code>, with this as its <code>data</code>:</p>
${renderCode(exampleData(code, page), "json", "error.data")}`;
}

function renderRequests({ given, request }: ErrorPage, baseUrl: string): string {
  if (!request) return paragraph("An answer looks like this:");
  const lines = [given, request].flatMap((one) => (one ? [asCurl(one, baseUrl)] : []));
  return renderCode(lines.join("\n\n"), "sh", given ? "This, and then this" : "This request");
}

/** As one would type it; `$TOKEN` holds a token. */
export function asCurl({ method, path, headers = {}, body, anonymous }: ExampleRequest, baseUrl: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `curl -i -X ${method}`,
    quote(`${baseUrl}${path}`),
    ...(anonymous ? [] : ['-H "authorization: Bearer $TOKEN"']),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quote(body)}`]),
  ].join(" \\\n  ");
}

const REQUEST_ID = "019ac3a0-9b70-7e8e-8a55-1f2e3d4c5b6a";

/** The answer, in the order of fields in which the server writes it. */
export function exampleAnswer(code: ErrorCode, { answer }: ErrorPage): string {
  const { status, title } = errorCatalogue[code];
  const { detail = title, instance, errors } = answer;
  const told = { code: answer.code ?? code, ...(answer.code !== undefined && { message: detail }) };
  const body = { type: problemType(code), title, status, detail, instance, ...told, requestId: REQUEST_ID, errors };
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}
content-type: application/problem+json
x-request-id: ${REQUEST_ID}

${JSON.stringify(body, null, 2)}`;
}

function exampleData(code: ErrorCode, { answer }: ErrorPage): string {
  const { status } = errorCatalogue[code];
  const data = { code, httpStatus: status, errors: answer.errors ?? [], requestId: REQUEST_ID };
  return JSON.stringify(data, null, 2);
}
