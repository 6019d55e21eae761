// The five questions of the README, asked by the client that openapi-generator makes (typescript-fetch).
import { Configuration, DrugsApi, IndicationsApi, InteractionsApi, ResponseError, SearchApi } from "./fetched/index.js";

const configuration = new Configuration({ basePath: process.argv[2] });
const interactions = new InteractionsApi(configuration);

const check = await interactions.checkInteractionsByQuery({ drugs: ["Klonopin,oxycodone,unobtainium"] });
const places: number[] = check.pairs[0].inputs;
const verdict = await new IndicationsApi(configuration).getVerdict({ drug: "clonazepam", condition: "depression" });
const search = new SearchApi(configuration);
const read = await search.resolveNames({ q: "Klonopin 0.5 mg tab" });
const typed = await search.suggestNames({ q: "klo", limit: 3 });
const problem = await new DrugsApi(configuration)
  .getDrug({ drug: "klonapin" })
  .then(() => null)
  .catch((error: ResponseError) => error.response.json());
const byBody = await interactions.checkInteractions({
  checkIn: { drugs: ["a glass of wine"], current: ["clonazepam", { name: "oxycodone" }], audience: "patient" },
});

console.log(
  JSON.stringify([
    check.completeness, places, verdict.verdict, read.inputs[0].via, typed.suggestions[0].label,
    problem.status, problem.candidates[0].name, byBody.findings[0].severity,
  ]),
);
