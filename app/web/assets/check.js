// "Check these together" as the page shows it.
import { element, list, more, paragraph, sources, suggestions, words } from "./elements.js";
import { finding } from "./finding.js";

const COMPLETENESS = {
  complete: "Every name was understood, and no pair was left unassessed. What no source records, this cannot tell.",
  partial: "This answer has gaps: not everything was understood or assessed. They are marked below.",
  none: "Nothing could be checked.",
};

const INPUTS = {
  needs_confirmation: "the spelling is not sure",
  ambiguous: "it may mean several things",
  unresolved: "nothing is known by this name",
};

const PAIRS = {
  interaction_found: "Interaction found",
  no_record: "No record. That does not rule an interaction out",
  not_assessed: "Not assessed by any loaded source. Nothing is known here",
  unresolved: "Not checked: a name was not understood",
  documented_no_interaction: "A source looked for an interaction and reports none",
};

const COUNTED = {
  interaction_found: "with an interaction",
  no_record: "without a record",
  not_assessed: "not assessed",
  unresolved: "not checked",
  documented_no_interaction: "documented by a source",
};

function understood(one) {
  const names = one.drugs.map((drug) => drug.name).join(" + ");
  if (one.class) return `the class ${one.class.name}: the answer is for the class, not for one drug`;
  return names || words(one.status);
}

function input(one, place, pick) {
  const resolved = one.status === "resolved";
  const rest = resolved && one.not_understood.length ? `Not understood in it: ${one.not_understood.join(", ")}` : "";
  return element("li", { class: resolved ? "" : "open" }, [
    element("strong", {}, [one.input]),
    resolved ? ` → ${understood(one)}` : element("span", {}, [" → ", element("strong", {}, ["not checked"]), `: ${INPUTS[one.status] ?? words(one.status)}`]),
    one.explanation.length ? element("span", { class: "detail" }, [one.explanation.join("; ")]) : null,
    rest ? element("span", { class: "detail gap" }, [rest]) : null,
    resolved ? null : suggestions(one.candidates, (name) => pick(name, place)),
  ]);
}

function duplication(one) {
  return element("article", { class: "finding duplication" }, [
    element("h4", {}, [`${one.inputs.join(" + ")}: ${words(one.kind)} (${one.name})`]),
    paragraph(one.text),
    sources(one.citations),
  ]);
}

function burden(one) {
  const parts = one.contributors.map((each) => `${each.input} ${each.weight}`).join(", ");
  const gap = one.without_data === 1 ? "One input has no data here" : `${one.without_data} inputs have no data here`;
  return element("article", { class: `finding ${one.reached ? "reached" : ""}` }, [
    element("h4", {}, [one.name]),
    paragraph(`Known total ${one.total} (${parts}); ${one.reached ? "reaches the level of concern," : "the level of concern is"} ${one.threshold}.`),
    one.without_data ? paragraph(`${gap}, so the real total may be higher.`, "gap") : null,
    one.reached ? paragraph(one.advice.patient, "advice") : null,
    sources(one.citations),
  ]);
}

function pair(one, inputs) {
  const between = one.inputs.map((place) => inputs[place].input).join(" + ");
  return element("tr", { class: one.status }, [
    element("th", { scope: "row" }, [between]),
    element("td", {}, [PAIRS[one.status] ?? `Not checked: ${words(one.status)}`, paragraph(one.note, "detail"), sources(one.citations)]),
  ]);
}

function pairs(answer) {
  if (!answer.pairs.length) return [paragraph("There is no pair to look at: only one thing was named.", "gap")];
  const counts = new Map();
  for (const one of answer.pairs) counts.set(one.status, (counts.get(one.status) ?? 0) + 1);
  const counted = [...counts].map(([status, many]) => `${many} ${COUNTED[status] ?? words(status)}`).join(", ");
  const rows = answer.pairs.map((one) => pair(one, answer.inputs));
  const open = rows.length <= 30 ? { open: "" } : {};
  return [
    element("h3", {}, ["Every pair"]),
    more(`${rows.length} in all: ${counted}`, [element("table", { class: "pairs" }, [element("tbody", {}, rows)])], open),
  ];
}

function suppressed(one) {
  return element("div", {}, [paragraph(`Not raised: ${one.reason}`, "detail"), finding(one.finding)]);
}

// Findings, or why there are none: no wording of an absence may sound like an all-clear.
function found(answer) {
  if (answer.findings.length || answer.duplications.length) return answer.findings.map(finding);
  const assessed = answer.pairs.some((one) => !["unresolved", "not_assessed"].includes(one.status));
  return [paragraph(assessed
    ? "Nothing to raise was found among what could be checked. That does not rule an interaction out: see every pair."
    : "No pair could be assessed, so nothing can be said about an interaction.", "gap")];
}

function section(title, parts) {
  return parts.length ? [element("h3", {}, [title]), ...parts] : [];
}

// Everything is made before anything is shown: an answer of another shape is an error, not half an answer.
export function showCheck(place, answer, pick) {
  place.replaceChildren(...[
    element("p", { class: `summary ${answer.completeness}` }, [answer.summary]),
    paragraph(`Completeness: ${words(answer.completeness)}. ${COMPLETENESS[answer.completeness] ?? ""}`, `completeness ${answer.completeness}`),
    element("h3", {}, ["What you asked about"]),
    element("ul", { class: "inputs" }, answer.inputs.map((one, index) => input(one, index, pick))),
    section("What was found", found(answer)),
    section("The same thing twice", answer.duplications.map(duplication)),
    section("What adds up", answer.burden.map(burden)),
    pairs(answer),
    answer.suppressed.length
      ? more(`Known, but not raised by the policy (${answer.suppressed.length})`, answer.suppressed.map(suppressed))
      : [],
    paragraph(answer.notice, "notice"),
    paragraph(`Data: ${answer.release}`, "release"),
  ].flat().filter(Boolean));
  return answer.summary;
}
