// What the pages ask of the API: names that complete what is typed.
const PATIENCE = 10_000;
export const ROOT = new URL("../", import.meta.url);

async function get(address) {
  const answer = await fetch(new URL(address, ROOT), { signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok ? answer.json() : {};
}

export async function medicines(typed) {
  const { suggestions = [] } = await get(`suggest?q=${encodeURIComponent(typed)}&limit=8`);
  return suggestions.map((one) => ({ value: one.text, label: one.label, kind: one.kind, id: one.id }));
}

export async function conditions(typed) {
  const { items = [] } = await get(`search?q=${encodeURIComponent(typed)}&limit=100`);
  return items.filter((one) => one.kind === "condition").slice(0, 8).map((one) => ({
    value: one.name,
    label: one.matched_name.toLowerCase() === one.name.toLowerCase() ? one.name : `${one.matched_name} (${one.name})`,
    kind: one.kind,
    id: one.id,
  }));
}

export async function both(typed) {
  const [drugs, ill] = await Promise.all([medicines(typed), conditions(typed)]);
  return [...drugs.slice(0, 5), ...ill.slice(0, 5)];
}
