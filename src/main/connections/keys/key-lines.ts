/**
 * A value found in pasted text. `isReference` is true if it refers to a value stored elsewhere, such as `$KEY`,
 * `$(cat file)` or `%KEY%`.
 */
export type KeyValue = { readonly text: string; readonly isReference: boolean }

/** A name and its value, on a line. */
export type Assignment = { readonly name: string; readonly value: KeyValue }

type IsField = (name: string) => boolean

/**
 * Replaces curly quotes and full-width colons and equals signs, and removes invisible characters. They come from
 * web pages and chats, and are not part of a key.
 */
export function withPlainMarks(text: string): string {
  return text
    .replace(/[“”„‟]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/：/g, ': ')
    .replace(/＝/g, '=')
    .replace(/[\u200B-\u200D\u2060\uFEFF]/g, '')
}

const blockMarks = [
  ['<#', '#>'],
  ['/*', '*/'],
  ['<!--', '-->'],
] as const

/** Removes PowerShell, C and XML block comments, which may span lines. */
export function withoutBlockComments(text: string): string {
  let plain = text
  for (const [from, to] of blockMarks) {
    for (let at = plain.indexOf(from); at >= 0; at = plain.indexOf(from, at + 1)) {
      if (!isApart(plain, at)) continue
      const end = plain.indexOf(to, at + from.length)
      if (end < 0) break
      // Keeps the line breaks, because distances between lines matter.
      const lines = plain.slice(at, end).replace(/[^\r\n]/g, '')
      plain = plain.slice(0, at) + lines + plain.slice(end + to.length)
    }
  }
  return plain
}

function isApart(text: string, at: number): boolean {
  return at === 0 || /\s/.test(text.charAt(at - 1))
}

/** True if the whole line is a comment, or says where fish has set a variable. */
export function isComment(line: string): boolean {
  return /^\$\w+: set in \w+ scope|^\s*(?:#|;|\/\/|::|@?rem(?:\s|$)|--(?![a-z]))/i.test(line)
}

/**
 * Matches the text after a semicolon that separates two commands. Anything else after a semicolon
 * is a comment.
 */
const command =
  /^\s*(?:(?:export|set|setx|setenv|set-env|set-item|declare|typeset|readonly|env)\s|[$[{]|[A-Za-z_]\w*=)/i

const remark = /^&\s*(?:@?rem\s|::)/i

/**
 * Removes the comment at the end of a line. `isInSection` is true if the line belongs to a section
 * of an INI file.
 */
export function withoutComment(line: string, isInSection: boolean): string {
  const isIni = isInSection || /^\s*[A-Za-z_][\w-]*\s+=/.test(line) || /^\s*[a-z_]+=/.test(line)
  for (let at = 0; at < line.length; at++) {
    at = endOfQuotes(line, at)
    if (!/[#;/&]/.test(line.charAt(at))) continue
    const before = line.slice(0, at)
    const rest = line.slice(at)
    const isEnd =
      rest.startsWith('#') ||
      (rest.startsWith(';') && (isIni || !command.test(rest.slice(1)))) ||
      (rest.startsWith('//') && !/[=:]$/.test(before.trimEnd().slice(-1)))
    if (remark.test(rest) || (isEnd && isApart(line, at))) return before
  }
  return line
}

/**
 * Returns the position after the quoted text that begins at a position, or the same position if
 * there is none.
 */
function endOfQuotes(line: string, at: number): number {
  if (!/["']/.test(line.charAt(at)) || !/^(?:|[\s=:(,[{$])$/.test(line.charAt(at - 1))) return at
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'[^']*')/.exec(line.slice(at))
  return at + (quoted?.[0].length ?? 0)
}

const value = String.raw`(?:\$?"((?:[^"\\]|\\.)*)"|\$?'([^']*)'|([^\s"']\S*))`
const name = '[A-Za-z0-9_]+'
/** A name with dots, as in `profile.lab.aws_access_key_id`. */
const path = '[A-Za-z0-9_.-]+'

const forms: readonly RegExp[] = [
  // A shell's default value: `${NAME:=value}`.
  new RegExp(`\\$\\{(${name}):?[=-]((?!))?((?!))?([^\\s"'$}]+)\\}`, 'g'),
  // Quotes around the whole assignment, as with cmd.exe and docker.
  new RegExp(`(?:^|[\\s&(,=])"(${name})=([^"]*)"`, 'gi'),
  new RegExp(`(?:^|[\\s&(,=])'(${name})=((?!))?([^']*)'`, 'gi'),
  new RegExp(
    `(?:SetEnvironmentVariable|setenv|putenv|set_var)\\(\\s*["'](${name})["']\\s*,\\s*${value}`,
    'gi',
  ),
  // Kubernetes and ECS: a name with a value next to it.
  new RegExp(
    `["']?\\bname["']?\\s*[:=]\\s*["']?(${name})["']?\\s*,?\\s*["']?value["']?\\s*[:=]\\s*${value}`,
    'gi',
  ),
  // csh, fish, elvish, setx, Dockerfiles, and the AWS, GitHub and GitLab tools separate the value with a space.
  new RegExp(
    `(?:^|[\\s;&])(?:setenv|setx(?:\\s+/m)?|set-env|env|(?:configure|secret|variable)\\s+set|set\\s+(?:--?\\w[\\w-]*\\s+)+)\\s*["']?(${path})["']?\\s+(?:(?:--body|--value|-b|-v)[\\s=]+)?(?![-=:])${value}`,
    'gi',
  ),
  // PowerShell and the registry use an option for each: -Name NAME -Value value, /v NAME /d value.
  new RegExp(`\\s-name[\\s:]+["']?(${name})["']?\\s(?:.*?\\s)?-value[\\s:]+${value}`, 'gi'),
  new RegExp(`\\s/v\\s+["']?(${name})["']?\\s(?:.*?\\s)?/d\\s+${value}`, 'gi'),
  // Program options: --access-key-id value, -AccessKey value.
  new RegExp(`(?:^|\\s)--?([A-Za-z][\\w-]*)\\s+(?![-=:])${value}`, 'g'),
  new RegExp(`(?:^|\\s)set\\s+E:(${name})\\s*=\\s*${value}`, 'g'),
  // What fish prints: NAME value, and for “set --show” $NAME[1]: |value|.
  new RegExp(`^(AWS_[A-Z_]+) ${value}$`, 'g'),
  new RegExp(`^\\$(${name})\\[1\\]:\\s*\\|((?!))?((?!))?([^|\\s]+)\\|`, 'g'),
  // The questions of “aws configure”, with the present value in brackets.
  new RegExp(`(AWS (?:Access Key ID|Secret Access Key|Session Token)) \\[[^\\]]{0,60}\\]:\\s*${value}`, 'g'),
  // PowerShell's other cmdlets: Set-Item -Path Env:NAME -Value 'value'.
  new RegExp(`env:\\\\?(${name})["']?\\s+(?:-value\\s+)?(?![=:])${value}`, 'gi'),
  new RegExp(
    `(?:^|[\\s{,;(&[?"'\`=]|--[a-z-]+=)-{0,2}(?:\\$?\\{?env[:.]|\\$)?["']?([A-Za-z_][A-Za-z0-9_. -]{0,80}?)["']?[}\\]]?\\s*(?:\\|\\|=|=>|:=|[=:])\\s*${value}`,
    'gi',
  ),
]

/** The longest line whose values are searched for assignments. */
const maxNestedLineLength = 1_000

/** Moves -Name before -Value, because PowerShell accepts them in any order. */
function withNameFirst(line: string): string {
  if (line.length > maxNestedLineLength) return line
  return line.replace(
    /(\s-value[\s:]+(?:"[^"]*"|'[^']*'|\S+))(.*?)(\s-name[\s:]+\S+)/i,
    (_, value: string, between: string, name: string) => `${name}${between}${value}`,
  )
}

/**
 * Returns the assignments on a line whose names `isField` accepts: `NAME=value`, `export
 * NAME="value"`, `setx NAME value`, `set -gx NAME value`, `$Env:NAME = 'value'`,
 * `[Environment]::SetEnvironmentVariable('NAME', 'value')`, `NAME: value`, `-e NAME=value`, `name:
 * NAME value: value`.
 */
export function assignmentsOf(line: string, isInSection: boolean, isField: IsField): readonly Assignment[] {
  const found: { start: number; end: number; assignment: Assignment }[] = []
  const text = withNameFirst(line)
  for (const form of forms) {
    form.lastIndex = 0
    for (let match = form.exec(text); match !== null; match = form.exec(text)) {
      const [all, words = '', double, single, bare] = match
      const isCommand = words.trim().includes(' ') && !isField(words)
      const word = isCommand ? (words.trim().split(' ').at(-1) ?? '') : words.trim()
      const start = match.index
      if (!isField(word)) {
        // The value may contain assignments, as in `Environment=NAME=value`. Searching a long line would take too long.
        const valueLength = bare?.length ?? 0
        if (text.length <= maxNestedLineLength && valueLength > 0) {
          form.lastIndex = Math.max(start + 1, start + all.length - valueLength - 1)
        }
        continue
      }
      const plain = bare === undefined ? null : bareValue(bare, text, start, isField)
      const end = start + all.length - (bare?.length ?? 0) + (plain?.length ?? 0)
      form.lastIndex = end
      if (found.some((other) => start < other.end && other.start < end)) continue
      // Only a shell expands variables inside a value. In other files a reference is the whole
      // value.
      const isShell = !isInSection && !/\s[=:]|:\s/.test(all)
      const content = double === undefined ? (single ?? plain ?? '') : unescaped(double)
      const inner = double ?? plain
      const isReference = refersElsewhere(content) || (isShell && inner !== null && hasVariable(inner))
      if (content !== '')
        found.push({ start, end, assignment: { name: word, value: { text: content, isReference } } })
    }
  }
  return found.toSorted((a, b) => a.start - b.start).map(({ assignment }) => assignment)
}

/**
 * Returns an unquoted value. It ends at the next white space, or at a separator before more
 * assignments.
 */
function bareValue(text: string, line: string, start: number, isField: IsField): string {
  const before = line.slice(0, start + 1)
  const isOdd = (mark: string): boolean => before.split(mark).length % 2 === 0
  let end = text.length
  for (const { index, 0: mark } of text.matchAll(/;|&&?|,/g)) {
    const rest = text.slice(index + mark.length)
    const [, next = ''] = /^["']?(?:\$?env:)?([A-Za-z_]\w*)["']?[=:]/i.exec(rest) ?? []
    const isLast = rest === '' && (mark !== ',' || !line.trimEnd().endsWith(text))
    if (isLast || isField(next) || /^(?:export|setx?|setenv)$/i.test(rest)) {
      end = index
      break
    }
  }
  let found = text.slice(0, end)
  if (/[{(]/.test(before)) found = found.replace(/[,})\]]+$/, '')
  const last = found.at(-1) ?? ''
  return /["'`]/.test(last) && isOdd(last) ? found.slice(0, -1) : found
}

/** Resolves the escapes that shells and JSON share. */
function unescaped(text: string): string {
  return text.replace(/\\(["\\$`/])/g, '$1')
}

/** True if the whole value is a reference to a key stored elsewhere. */
export function refersElsewhere(text: string): boolean {
  return /^\$(?:[A-Za-z_]\w*(?::\w+)?$|[{(])|^%\w+%$|^!\w+!$|^\{\{|^`|`$/.test(text.trim())
}

function hasVariable(text: string): boolean {
  return /(?:^|[^\\])(?:\$[A-Za-z_{(]|`)/.test(text)
}
