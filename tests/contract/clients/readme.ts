// The five questions of the README, asked with the types that openapi-typescript makes.
import type { components, paths } from "./schema";

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

const server = process.argv[2];

async function get<Path extends keyof paths>(path: Path, address: string): Promise<Answer<Path>> {
  const answer = await fetch(server + address);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Answer<Path>;
}

const check = await get("/interactions/check", "/interactions/check?drugs=Klonopin,oxycodone,unobtainium");
const places: number[] = check.pairs[0].inputs;
const verdict = await get("/drugs/{drug}/indications/{condition}", "/drugs/clonazepam/indications/depression");
const read = await get("/resolve", "/resolve?q=Klonopin%200.5%20mg%20tab");
const typed = await get("/suggest", "/suggest?q=klo&limit=3");
const unknown = await fetch(`${server}/drugs/klonapin`);
const problem = (await unknown.json()) as components["schemas"]["ProblemOut"];

// What may be left out is left out.
const question: components["schemas"]["CheckIn"] = {
  drugs: ["a glass of wine"],
  current: ["clonazepam", { name: "oxycodone" }],
  audience: "patient",
};
const posted = await fetch(`${server}/interactions/check`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(question),
});
const byBody = (await posted.json()) as Answer<"/interactions/check">;

console.log(
  JSON.stringify([
    check.completeness, places, verdict.verdict, read.inputs[0].via, typed.suggestions[0].label,
    problem.status, problem.candidates[0].name, byBody.findings[0].severity,
  ]),
);
