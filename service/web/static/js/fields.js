// A record's fields as a form: how each is shown, and how what a person typed is read back.

import { make, notice, say, typedNumber } from "./page.js";

const shownNumber = (value, language) => {
  if (value === null || value === undefined) return "";
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, language === "en" ? "," : ".");
  return part ? `${grouped}${language === "en" ? "." : ","}${part}` : grouped;
};

const shownDay = (value) => (value ? value.split("-").reverse().join("/") : "");

/** "5/2/2022" → "2022-02-05"; null where it is no day. */
function typedDay(text) {
  const found = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  if (!found) return null;
  const [, day, month, year] = found.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}

const isCode = (piece) => /^\d+$/.test(piece);
/** "36, huyện Hải Hậu" → ["36", "huyện Hải Hậu"]; codes may stand apart by spaces alone. */
const pieces = (text) => text.split(/[,;]+/).flatMap((part) => (/^[\d\s]+$/.test(part) ? part.split(/\s+/) : [part.trim()])).filter(Boolean);

/** The field of codes shows the names of its codes, and turns a typed name into its code as soon as the field is left. */
function placesBeneath(field, { places, findPlaces }) {
  const names = make("span", { class: "faint" }), offers = make("span", { class: "offers" });
  const show = () => { names.textContent = pieces(field.value).map((piece) => places[piece]).filter(Boolean).join("; "); };
  const put = (piece, { code, name }) => {
    places[code] = name;
    field.value = pieces(field.value).map((one) => (one === piece ? code : one)).join(", ");
    offers.replaceChildren();
    show();
  };
  field.addEventListener("input", show);
  field.addEventListener("change", async () => {
    offers.replaceChildren();
    for (const piece of pieces(field.value).filter((one) => !isCode(one))) {
      const found = await findPlaces(piece);
      if (found.length === 1) put(piece, found[0]);
      else if (found.length) offer(piece, found);
      else notice(say("field.no_place", { name: piece }), "bad");
    }
  });
  const offer = (piece, found) => {
    offers.replaceChildren(...found.map((one) => make("button", { type: "button", class: "small", onclick: () => { put(piece, one); field.focus(); } }, one.name)));
    offers.scrollIntoView({ block: "nearest" });
    if (!field.matches(":focus")) offers.firstChild.focus();
  };
  show();
  return [names, offers];
}

export function fieldFor(spec, value, { language, places, findPlaces, readonly, isDoubtful }) {
  const id = `field-${spec.name}`;
  const label = make("label", { for: id }, say(`field.${spec.label || spec.name}`));
  let field;
  if (spec.type === "choice") {
    field = make("select", { id, name: spec.name, disabled: readonly }, ...(spec.optional ? [make("option", { value: "" }, "—")] : []), ...spec.options.map((option) => make("option", { value: option, selected: option === value }, say(`${spec.words}.${option}`))));
  } else if (spec.type === "long" || spec.type === "lines") {
    const text = spec.type === "lines" ? (value ?? []).join("\n") : value ?? "";
    field = make("textarea", { id, name: spec.name, rows: Math.min(3, Math.max(1, Math.ceil(text.length / 70), text.split("\n").length)), readonly, lang: "vi" }, text);
  } else {
    const write = { number: () => shownNumber(value, language), day: () => shownDay(value), codes: () => (value ?? []).join(", ") }[spec.type];
    const shown = write ? write() : value ?? "";
    const hint = { day: say("field.day_hint"), codes: say("field.places_hint") }[spec.type];
    field = make("input", { id, name: spec.name, type: "text", value: shown, placeholder: hint, readonly, inputmode: { number: "decimal", year: "numeric" }[spec.type] ?? null, lang: spec.type === "text" ? "vi" : null });
  }
  const beneath = spec.type === "codes" ? placesBeneath(field, { places, findPlaces }) : [];
  return make("div", { class: `field ${spec.size ?? ""} ${isDoubtful ? "is-doubtful" : ""}` }, label, field, ...beneath);
}

/** [value, fault]: the value as the store keeps it, or the key of what is wrong with it. */
export function readField(spec, node, language) {
  const text = node.value.normalize("NFC").trim();
  if (spec.type === "lines") return [text.split("\n").map((line) => line.trim()).filter(Boolean), null];
  if (spec.type === "codes") return pieces(text).every(isCode) ? [pieces(text), null] : [null, "field.place_first"];
  if (text === "") return spec.optional ? [null, null] : [null, "field.needed"];
  if (spec.type === "number") { const value = typedNumber(text, language); return [value, value === null ? "field.no_number" : null]; }
  if (spec.type === "year") return /^\d{4}$/.test(text) ? [Number(text), null] : [null, "field.no_year"];
  if (spec.type === "day") { const value = typedDay(text); return [value, value === null ? "field.no_day" : null]; }
  return [text, null];
}
