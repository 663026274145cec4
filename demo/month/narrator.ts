import { stripVTControlCharacters, styleText } from "node:util";
import { wallMinutes } from "../../domain/time/time-zone";

/** Where and how a story is printed. */
export interface Paper {
  write(line: string): void;
  /** Characters in a line. */
  readonly width: number;
  readonly colour: boolean;
  /** Shows what is being done right now, in place of what it showed before; an empty text clears it. */
  busy(text: string): void;
}

/** What happened on a day, for the table at the end. */
export interface DayEntry {
  readonly day: string;
  readonly what: string;
}

const MINUTE = 60_000;
const WHO = 22;
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Tells a story day by day, on the wall clock of one time zone. Days on which nothing is told are told together. */
export class Narrator {
  readonly entries: DayEntry[] = [];
  /** The day whose heading was printed. */
  private day = "";
  private quiet: { readonly first: string; readonly last: string; readonly routine: number } | undefined;

  constructor(
    private readonly paper: Paper,
    private readonly timeZone: string,
  ) {}

  /** `Mon 7 Dec` */
  dayOf(at: Date): string {
    const date = this.wall(at);
    return `${days[date.getUTCDay()]!} ${date.getUTCDate()} ${months[date.getUTCMonth()]!}`;
  }

  heading(text: string): void {
    this.tellQuiet();
    this.line(`\n${this.bold(text)}`);
    this.day = "";
  }

  /** Something that happened. @param short - for the table at the end; left out there if undefined */
  tell(at: Date, who: string, text: string, short?: string): void {
    const day = this.dayOf(at);
    if (day !== this.day) {
      this.tellQuiet();
      this.line(`\n  ${this.bold(day)}`);
      this.day = day;
    }
    const time = this.wall(at).toISOString().slice(11, 16);
    this.wrapped(`  ${time}  ${who.padEnd(WHO)} `, text);
    if (short !== undefined) this.entries.push({ day, what: short });
  }

  /** A text without a time. */
  say(text: string): void {
    this.wrapped("", text);
  }

  /** The day is over. @param routine - how many monitor runs found nothing on it */
  endDay(at: Date, routine: number): void {
    const day = this.dayOf(at);
    if (day === this.day) return;
    const { first = day, routine: before = 0 } = this.quiet ?? {};
    this.quiet = { first, last: day, routine: before + routine };
  }

  busy(text: string): void {
    this.paper.busy(text);
  }

  /** Prints the days that were quiet so far. */
  tellQuiet(): void {
    if (this.quiet === undefined) return;
    const { first, last, routine } = this.quiet;
    this.quiet = undefined;
    const span = first === last ? first : `${first} to ${last}`;
    this.line("");
    this.wrapped(`  ${this.bold(span)}  `, `quiet: ${routine} runs of monitors passed no threshold, no alert fired`);
    this.day = last;
  }

  bold(text: string): string {
    return this.paper.colour ? styleText("bold", text, { validateStream: false }) : text;
  }

  line(text: string): void {
    this.paper.busy("");
    for (const line of text.split("\n")) this.paper.write(line);
  }

  private wrapped(head: string, text: string): void {
    const indent = stripVTControlCharacters(head).length;
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ")) {
      if (line !== "" && indent + line.length + 1 + word.length > this.paper.width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
    this.line(lines.map((one, index) => `${index === 0 ? head : " ".repeat(indent)}${one}`.trimEnd()).join("\n"));
  }

  private wall(at: Date): Date {
    return new Date(wallMinutes(at.getTime(), this.timeZone) * MINUTE);
  }
}
