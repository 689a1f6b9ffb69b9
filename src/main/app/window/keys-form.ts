import { z } from 'zod'
import type { AccessKeys } from '../../connections/keys/key-sets.ts'

/** The page has no script and nothing but its form, which goes to its own host. */
export const keysPolicy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const field = z.string().trim().max(4_096)
const form = z.strictObject({
  id: field.regex(/^[^\s\p{Cc}]{1,128}$/u),
  secret: field.regex(/^[^\s\p{Cc}]{1,256}$/u),
  token: field.regex(/^[^\s\p{Cc}]*$/u),
})

/** Reads the form as the browser sends it. Returns `null` if something is missing or cannot be part of a key. */
export function keysOfForm(body: string): AccessKeys | null {
  const { data } = form.safeParse(Object.fromEntries(new URLSearchParams(body)))
  if (data === undefined) return null
  return {
    accessKeyId: data.id,
    secretAccessKey: data.secret,
    ...(data.token !== '' && { sessionToken: data.token }),
  }
}

/** The page in which the user types keys. `problem` says what was wrong with the previous input. */
export function keysPage(label: string, problem: string | null): string {
  const alert = problem === null ? '' : `<p role="alert">${escaped(problem)}</p>`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Keys for ${escaped(label)}</title>
<link rel="stylesheet" href="/keys.css">
<form method="post" action="/given" autocomplete="off">
<h1>Keys for ${escaped(label)}</h1>
<label>Access key ID<input name="id" required autofocus maxlength="128" spellcheck="false"></label>
<label>Secret access key<input name="secret" type="password" required maxlength="256" autocomplete="new-password"></label>
<label>Session token, for temporary keys<input name="token" type="password" maxlength="4096" autocomplete="new-password"></label>
${alert}
<button>Use these keys</button>
<p>Only this small window sees them. Press Esc to close it.</p>
</form>
</html>
`
}

export const keysStyle = `:root { color-scheme: light dark; font: 13px system-ui, sans-serif; background: light-dark(#fbfbfc, #0e1014); color: light-dark(#16191f, #e9ebf0); }
body { margin: 0; }
form { display: grid; gap: 12px; padding: 18px 20px; }
h1 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
label { display: grid; gap: 5px; font-weight: 600; }
input { padding: 7px 9px; border: 1px solid light-dark(#828a98, #6b758a); border-radius: 6px; background: light-dark(#ffffff, #15181e); color: inherit; font: 13px ui-monospace, monospace; }
button { justify-self: end; padding: 7px 14px; border: 0; border-radius: 6px; background: light-dark(#1f63e0, #2f6fe8); color: #ffffff; font: 600 13px system-ui, sans-serif; }
:focus-visible { outline: 2px solid light-dark(#1b57c9, #7aa9ff); outline-offset: 1px; }
p { margin: 0; color: light-dark(#505766, #a3abba); }
p[role='alert'] { color: light-dark(#b92d26, #f37a73); }
@media (forced-colors: active) { button { border: 1px solid ButtonText; } }
`

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0) ?? 0};`)
}
