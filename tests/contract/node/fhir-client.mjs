// Browses a live server as fhir-kit-client does: what it is, one resource, a search, and two pages.
import { Client } from "fhir-kit-client";

const client = new Client({ baseUrl: `${process.argv[2]}/fhir/r5` });

const statement = await client.capabilityStatement();
const drug = await client.read({ resourceType: "Substance", id: "warfarin" });
const code = "http://www.nlm.nih.gov/research/umls/rxnorm|2598";
const found = await client.search({ resourceType: "MedicationKnowledge", searchParams: { code } });
const first = await client.search({ resourceType: "ValueSet", searchParams: { _count: 20 } });
const second = await client.nextPage({ bundle: first });
console.log(
  statement.resourceType,
  drug.id,
  found.entry[0].resource.id,
  first.entry.length,
  second.entry.length,
);
