// A record's fields as a form: how each is shown, and how what a person typed is read back.

import { make, say } from "./page.js";

const shownNumber = (value, language) => {
  if (value === null || value === undefined) return "";
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, language === "en" ? "," : ".");
  return part ? `${grouped}${language === "en" ? "." : ","}${part}` : grouped;
};

/** "1.250,5" → 1250.5 as Vietnamese write it; null where it is no number. */
function typedNumber(text, language) {
  const [group, point] = language === "en" ? [",", "."] : [".", ","];
  const bare = text.replace(/\s/g, "");
  const shape = new RegExp(`^-?(\\d{1,3}(\\${group}\\d{3})+|\\d+)(\\${point}\\d+)?$`);
  return shape.test(bare) ? Number(bare.replaceAll(group, "").replace(point, ".")) : null;
}

const shownDay = (value) => (value ? value.split("-").reverse().join("/") : "");

/** "5/2/2022" → "2022-02-05"; null where it is no day. */
function typedDay(text) {
  const found = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  if (!found) return null;
  const [, day, month, year] = found.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}

export function fieldFor(spec, value, { language, places, readonly, isDoubtful }) {
  const id = `field-${spec.name}`;
  const label = make("label", { for: id }, say(`field.${spec.name}`));
  let field;
  if (spec.type === "choice") {
    field = make("select", { id, name: spec.name, disabled: readonly }, ...(spec.optional ? [make("option", { value: "" }, "—")] : []), ...spec.options.map((option) => make("option", { value: option, selected: option === value }, say(`${spec.words}.${option}`))));
  } else if (spec.type === "long" || spec.type === "lines") {
    const text = spec.type === "lines" ? (value ?? []).join("\n") : value ?? "";
    field = make("textarea", { id, name: spec.name, rows: Math.min(3, Math.max(1, Math.ceil(text.length / 70), text.split("\n").length)), readonly, lang: "vi" }, text);
  } else {
    const write = { number: () => shownNumber(value, language), day: () => shownDay(value), codes: () => (value ?? []).join(", ") }[spec.type];
    const shown = write ? write() : value ?? "";
    const hint = spec.type === "day" ? say("field.day_hint") : null;
    field = make("input", { id, name: spec.name, type: "text", value: shown, placeholder: hint, readonly, inputmode: spec.type === "number" ? "decimal" : null, lang: spec.type === "text" ? "vi" : null });
  }
  const names = spec.type === "codes" ? (value ?? []).map((code) => places[code]).filter(Boolean).join("; ") : "";
  return make("div", { class: `field ${spec.size ?? ""} ${isDoubtful ? "is-doubtful" : ""}` }, label, field, names ? make("span", { class: "faint" }, names) : null);
}

/** [value, fault]: the value as the store keeps it, or the key of what is wrong with it. */
export function readField(spec, node, language) {
  const text = node.value.normalize("NFC").trim();
  if (spec.type === "lines") return [text.split("\n").map((line) => line.trim()).filter(Boolean), null];
  if (spec.type === "codes") return [text.split(/[,;\s]+/).filter(Boolean), null];
  if (text === "") return spec.optional ? [null, null] : [null, "field.needed"];
  if (spec.type === "number") { const value = typedNumber(text, language); return [value, value === null ? "field.no_number" : null]; }
  if (spec.type === "day") { const value = typedDay(text); return [value, value === null ? "field.no_day" : null]; }
  return [text, null];
}
