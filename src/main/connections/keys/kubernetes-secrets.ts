/** Decodes the values below `data:` in YAML Secrets, which Kubernetes prints in base64. */
export function withDecodedSecrets(text: string): string {
  if (!/^\s*kind:\s*["']?Secret["']?\s*$/m.test(text)) return text
  let depth: number | null = null
  return text
    .split('\n')
    .map((line) => {
      const indent = line.length - line.trimStart().length
      if (/^\s*data:\s*$/.test(line)) depth = indent
      else if (depth !== null && line.trim() !== '' && indent <= depth) depth = null
      if (depth === null) return line
      return line.replace(
        /^(\s+[\w.-]+:\s*)["']?([A-Za-z0-9+/]+={0,2})["']?\s*$/,
        (_, name: string, value: string) => name + decoded(value),
      )
    })
    .join('\n')
}

/** Returns the data of a Secret in JSON as text, or the value itself if it is not a Secret. */
export function decodedSecret(value: object): object {
  if (!('kind' in value) || value.kind !== 'Secret' || !('data' in value)) return value
  const { data } = value
  if (typeof data !== 'object' || data === null) return value
  const plain = Object.entries(data).map(([name, part]: [string, unknown]) => [
    name,
    typeof part === 'string' ? decoded(part) : part,
  ])
  return { ...value, data: Object.fromEntries(plain) as object }
}

/** Decodes base64 of printable text. Any other text stays unchanged. */
function decoded(text: string): string {
  const bytes = Buffer.from(text, 'base64')
  const plain = bytes.toString('latin1').trimEnd()
  return bytes.toString('base64') === text && /^[\x20-\x7e]+$/.test(plain) ? plain : text
}
