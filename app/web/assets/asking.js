// Asks the API. An error of any kind is thrown with the words of the problem, never read as an empty answer.
import { element, paragraph, suggestions } from "./elements.js";

const PATIENCE = 30_000;

export class Problem extends Error {
  constructor(title, detail, body = null) {
    super(detail);
    this.title = title;
    this.body = body;
  }
}

export async function ask(address, question = {}) {
  let answer;
  let body;
  try {
    answer = await fetch(address, { ...question, signal: AbortSignal.timeout(PATIENCE) });
    body = await answer.json().catch(() => null);
  } catch {
    throw new Problem("No answer", "The server could not be reached.");
  }
  if (answer.ok && body !== null) return body;
  if (answer.ok) throw new Problem("Unreadable answer", "The server answered something that is not JSON.");
  throw new Problem(body?.title ?? `Error ${answer.status}`, body?.detail ?? "The server gave no reason.", body);
}

// `consequence` says what the reader must not conclude; `pick` takes a suggestion and the kind of problem.
export function showProblem(place, problem, consequence, pick) {
  const known = problem instanceof Problem;
  const title = known ? problem.title : "The answer could not be shown";
  const reason = known ? problem.message : "It has another shape than this page knows.";
  const misfits = (problem.body?.errors ?? []).map((one) => element("li", {}, [`${one.place}: ${one.message}`]));
  place.replaceChildren(
    element("div", { class: "error", role: "alert" }, [
      element("strong", {}, [title]),
      paragraph(reason),
      misfits.length ? element("ul", {}, misfits) : null,
      reason.includes(consequence) ? null : paragraph(consequence),
      suggestions(problem.body?.candidates, (name) => pick(name, problem.body.type ?? "")),
    ]),
  );
}
