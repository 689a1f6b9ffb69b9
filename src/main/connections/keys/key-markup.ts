const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A name and a value in XML from Apple, Hadoop, .NET or an AWS response. */
const forms: readonly RegExp[] = [
  /<key>\s*([\w.-]+)\s*<\/key>\s*<string>\s*([^<>\s]+)\s*<\/string>/g,
  /<name>\s*([\w.-]+)\s*<\/name>\s*<value>\s*([^<>\s]+)\s*<\/value>/g,
  /<\w+\s+(?:key|name)="([\w.-]+)"\s+value="([^"<>]+)"\s*\/?>/g,
  /<(\w[\w.-]*)>\s*([^<>\s]+)\s*<\/\1>/g,
]

/** Rewrites each name and value in XML as a line of its own, such as `AccessKeyId: "…"`. */
export function withoutMarkup(text: string): string {
  if (!text.includes('</') && !text.includes('/>')) return text
  return forms.reduce(
    (plain, form) =>
      plain.replace(form, (_, name: string, value: string) => `\n${name}: "${withoutEntities(value)}"\n`),
    text,
  )
}

function withoutEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
}
