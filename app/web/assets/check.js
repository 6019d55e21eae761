// "May these be taken together?" as the page shows it.
import { element, sources, words } from "./elements.js";

const PAIRS = {
  interaction_found: "Interaction found",
  no_record: "No record. That does not rule an interaction out",
  not_assessed: "Not assessed by any loaded source. Nothing is known here",
  unresolved: "Not checked: a name was not understood",
  documented_no_interaction: "A source looked and found none",
};

function input(one) {
  const resolved = one.status === "resolved";
  const meaning = resolved
    ? one.class ? `the class ${one.class.name}` : one.drugs.map((drug) => drug.name).join(", ")
    : "not checked";
  const near = [...new Set(one.candidates.map((candidate) => candidate.matched_name))].join(", ");
  const detail = resolved ? one.explanation[0] : near ? `${words(one.status)}: did you mean ${near}?` : words(one.status);
  return element("li", { class: resolved ? "" : "open" }, [
    element("strong", {}, [one.input]), ` → ${meaning}`,
    detail ? element("span", { class: "detail" }, [detail]) : null,
  ]);
}

function finding(one) {
  return element("article", { class: `finding ${one.severity}` }, [
    element("h4", {}, [element("span", { class: "severity" }, [words(one.severity)]), one.title]),
    element("p", {}, [one.message]),
    element("p", { class: "detail" }, [`What may follow: ${one.consequences.join("; ")}.`]),
    element("p", { class: "detail" }, [`Action: ${words(one.action)}. Why: ${one.explanation.join(" → ")}.`]),
    sources(one.citations),
  ]);
}

function part(title, items) {
  return items.length ? [element("h3", {}, [title]), ...items] : [];
}

function burden(one) {
  const open = one.without_data
    ? ` Of ${one.without_data === 1 ? "one input" : `${one.without_data} inputs`} nothing is known here.`
    : "";
  const said = one.reached ? "reaches" : "does not reach";
  return element("li", {}, [
    element("strong", {}, [one.name]),
    `: ${one.total}, which ${said} the level of concern (${one.threshold}).${open} ${one.reached ? one.advice.patient : ""}`,
  ]);
}

function pair(one, inputs) {
  const [first, second] = one.inputs.map((place) => inputs[place].input);
  return element("tr", { class: one.status }, [
    element("td", {}, [`${first} + ${second}`]),
    element("td", {}, [PAIRS[one.status]]),
  ]);
}

export function showCheck(place, answer) {
  const rows = answer.pairs.map((one) => pair(one, answer.inputs));
  place.replaceChildren(
    element("p", { class: `summary ${answer.completeness}` }, [answer.summary]),
    element("ul", { class: "inputs" }, answer.inputs.map(input)),
    ...answer.findings.map(finding),
    ...part("Twice", answer.duplications.map((one) => element("p", { class: "finding major" }, [one.text]))),
    ...part("What adds up", answer.burden.length ? [element("ul", {}, answer.burden.map(burden))] : []),
    ...part("Every pair", rows.length ? [element("div", { class: "scroll" }, [element("table", {}, [element("tbody", {}, rows)])])] : []),
    element("p", { class: "notice" }, [answer.notice]),
  );
}
