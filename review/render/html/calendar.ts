import type { CalendarEntry, CalendarTimes, Review } from "../../model";
import { groupBy } from "./group";
import { badge, months, names, nothingIn, scrolls, type Section } from "./parts";
import { counted, type Markup, markup, type Slot } from "./text";

/** Days the calendar shows, from the day of the plan on: two weeks show each weekday twice. */
const daysShown = 14;
/** Instants that {@link CalendarTimes} lists at most: after the last of so many, nothing is known. */
const mostInstants = 10;
/** Next runs named below a schedule. */
const nextNamed = 3;
/** Times named in one day; more are counted. */
const timesPerDay = 3;

const dayMs = 86_400_000;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const changeBadges = {
  added: ["create", "+"],
  removed: ["destroy", "−"],
  changed: ["update", "~"],
  unchanged: ["plain", "="],
} as const;

/** One schedule, in each environment where it changes in the same way. */
interface Row {
  readonly entry: CalendarEntry;
  readonly environments: readonly string[];
}

/** When retraining and monitors run by themselves, before and after, day by day. */
export function calendar(review: Review): Section {
  const rows = merged(review.calendar);
  const changing = rows.filter(({ entry }) => !isUnchanged(entry));
  const asBefore = rows.filter(({ entry }) => isUnchanged(entry));
  const days = daysShownFor(review);
  const changed = review.calendar.filter((entry) => !isUnchanged(entry)).length;
  return {
    id: "calendar",
    depth: true,
    title: "Calendar",
    size: review.calendar.length,
    body:
      rows.length === 0
        ? nothingIn(review, "Nothing runs by itself, neither before nor after.")
        : [
            markup`<p class="lead">${counted(review.calendar.length, "schedule")}, ${changed} ${
              changed === 1 ? "changes" : "change"
            }. Times are those of each schedule's own time zone: <span class="run added"><span class="sign">+</span>new</span> <span class="run removed"><span class="sign">−</span><s>no longer</s></span> <span class="run">as before</span></p>`,
            changing.length > 0 && scrolls("Calendar of schedules", table(changing, days)),
            asBefore.length > 0 &&
              markup`<details class="fold"><summary><h3>${asBefore.length} as before</h3></summary>${scrolls(
                "Calendar of schedules as before",
                table(asBefore, days),
              )}</details>`,
          ],
  };
}

const isUnchanged = ({ change }: CalendarEntry): boolean => change === "unchanged";

function merged(entries: readonly CalendarEntry[]): readonly Row[] {
  const same = groupBy(entries, ({ useCase, kind, name, change, before, after }) =>
    JSON.stringify([useCase, kind, name, change, before, after]),
  );
  return [...same.values()].map((list) => ({
    entry: list[0]!,
    environments: [...new Set(list.map(({ environment }) => environment))],
  }));
}

/** `2026-12-07`, one for each day shown: from the day of the plan, or of the first run of what changes if that is later. */
function daysShownFor({ calendar: entries, source }: Review): readonly string[] {
  const changed = entries.filter((entry) => !isUnchanged(entry));
  const runs = (changed.length > 0 ? changed : entries).flatMap(({ before, after }) => [
    ...(before?.next ?? []),
    ...(after?.next ?? []),
  ]);
  const first = runs.map((instant) => instant.slice(0, 10)).sort()[0] ?? "";
  const planned = source.plannedAt.slice(0, 10);
  const start = Date.parse(first > planned ? first : planned);
  if (Number.isNaN(start)) return [];
  return Array.from({ length: daysShown }, (_, day) => new Date(start + day * dayMs).toISOString().slice(0, 10));
}

function table(rows: readonly Row[], days: readonly string[]): Markup {
  const heads = days.map((day, index) => {
    const date = new Date(day);
    const month = months[date.getUTCMonth()];
    // The month once, and where it begins, keeps the columns narrow.
    const named = index === 0 || date.getUTCDate() === 1;
    return markup`<th scope="col" class="${weekend(day)}"><span class="weekday">${weekdays[date.getUTCDay()]}</span>${date.getUTCDate()}<span class="${
      named ? "month" : "unseen"
    }"> ${month}</span></th>`;
  });
  return markup`<table class="calendar"><caption class="unseen">Runs by day, before and after</caption><thead><tr><th scope="col">Schedule</th>${heads}</tr></thead><tbody>${rows.map(
    (one) => row(one, days),
  )}</tbody></table>`;
}

function row({ entry, environments }: Row, days: readonly string[]): Markup {
  const [tone, sign] = changeBadges[entry.change];
  const { before, after } = entry;
  return markup`<tr class="${entry.change}"><th scope="row"><div class="line">${badge(tone, sign, entry.change)}<span class="topic">${entry.kind}</span></div><strong>${
    entry.useCase
  }</strong> ${names(environments, "environments")}<span class="sub">${entry.name}</span>${words(before, after)}</th>${days.map(
    (day) => markup`<td class="${weekend(day)}">${runs(day, before, after)}</td>`,
  )}</tr>`;
}

function words(before: CalendarTimes | undefined, after: CalendarTimes | undefined): Slot {
  if (before?.text === after?.text) return markup`<span class="words">${after?.text ?? ""}${next(after)}</span>`;
  return [
    before !== undefined &&
      markup`<span class="words old"><span class="sign" aria-hidden="true">−</span><span class="unseen">before: </span><s>${before.text}</s></span>`,
    after !== undefined &&
      markup`<span class="words new"><span class="sign" aria-hidden="true">+</span><span class="unseen">after: </span>${after.text}${next(after)}</span>`,
  ];
}

/** `next 7 Dec 03:00, 14 Dec 03:00` */
function next(times: CalendarTimes | undefined): Slot {
  const list = (times?.next ?? []).slice(0, nextNamed).map((instant) => {
    const month = months[Number(instant.slice(5, 7)) - 1] ?? "";
    return `${Number(instant.slice(8, 10))} ${month} ${instant.slice(11, 16)}`;
  });
  return list.length > 0 && markup`<span class="sub">next ${list.join(", ")}</span>`;
}

function runs(day: string, before: CalendarTimes | undefined, after: CalendarTimes | undefined): Slot {
  const old = timesOn(day, before);
  const fresh = timesOn(day, after);
  const marked = [
    ...fresh.filter((time) => old.includes(time)).map((time) => ({ time, tone: "", sign: "", word: "" })),
    ...old
      .filter((time) => !fresh.includes(time))
      .map((time) => ({ time, tone: "removed", sign: "−", word: "no longer " })),
    ...fresh.filter((time) => !old.includes(time)).map((time) => ({ time, tone: "added", sign: "+", word: "new " })),
  ].sort((one, other) => one.time.localeCompare(other.time, "en"));
  const list = marked
    .slice(0, timesPerDay)
    .map(
      ({ time, tone, sign, word }) =>
        markup`<li class="run ${tone}">${sign !== "" && markup`<span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${word}</span>`}${
          tone === "removed" ? markup`<s>${time}</s>` : time
        }</li>`,
    );
  const more = marked.length - list.length;
  if (list.length > 0) return markup`<ul>${list}${more > 0 && markup`<li class="run">${more} more</li>`}</ul>`;
  return isBeyond(day, after) || (after === undefined && isBeyond(day, before))
    ? markup`<span class="beyond" title="later runs are not listed">…</span>`
    : undefined;
}

function timesOn(day: string, times: CalendarTimes | undefined): readonly string[] {
  return (times?.next ?? []).filter((instant) => instant.startsWith(day)).map((instant) => instant.slice(11, 16));
}

/** Whether a day comes after the last instant known, so that an empty day would say too much. */
function isBeyond(day: string, times: CalendarTimes | undefined): boolean {
  const last = times?.next.at(-1);
  return times !== undefined && last !== undefined && times.next.length >= mostInstants && day > last.slice(0, 10);
}

function weekend(day: string): string {
  return [0, 6].includes(new Date(day).getUTCDay()) ? "weekend" : "";
}
