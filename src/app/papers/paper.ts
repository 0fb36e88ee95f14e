/** A paper without a format: what it says, in order. The edge that writes it decides on fonts and files. */
export type Paper = { title: string; subtitle: string; sections: Section[] };

/** One part of a paper: facts by name, then a table; either may be empty. */
export type Section = { heading: string; facts: [name: string, value: string][]; table: { columns: string[]; rows: string[][] } | null };
