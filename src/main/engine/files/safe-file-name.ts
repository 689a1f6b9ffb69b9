import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { withoutHidden } from '../../../shared/texts/hidden-text.ts'
import { wellFormed } from '../../../shared/texts/well-formed.ts'

const maxBytes = 200
const maxCharacters = 1_024
const emptyName = 'unnamed'
/**
 * One pass can expose something for the next to clean, such as a joiner at the end, or a name that is
 * reserved once its long gap is gone.
 */
const maxPasses = 8

const controls = /\p{Cc}/gu
/** Windows does not allow these in names. They separate words, so each run becomes one space. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu
const reservedCharacters = /[<>:"|?*]/g
const gaps = /[\s\u2800]{4,}/gu
/** White space and dots at the edges, except for one dot before a name such as `.gitignore`. */
const edges = /^[\s\u2800]+|^\.(?![\p{L}\p{N}_])[.\s\u2800]*|[.\s\u2800]+$/gu
const blankLead = /^[.\s\u2800]+/u
const reservedNames = /^(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)\s*(?:\.|$)/iu
/** Windows applies these files to the folder that they are in. */
const folderSettingsNames = 'desktop.ini autorun.inf folder.htt'
/**
 * Shells, desktops and tools read these in the home folder, or in the folder where they start, and run what is in
 * them. A message must not be able to create one, even if the user saves there.
 */
const startFileNames = [
  '.profile .login .logout .bash_profile .bash_login .bash_logout .bash_aliases .bashrc .cshrc .tcshrc .kshrc .mkshrc',
  '.zshenv .zprofile .zshrc .zlogin .zlogout .inputrc .pam_environment .environment .env .envrc .hushlogin',
  '.xprofile .xsession .xsessionrc .xinitrc .xserverrc .Xresources .Xdefaults .xmodmap .dmrc',
  '.exrc .vimrc .gvimrc .nvimrc .emacs .nanorc .gdbinit .lldbinit .pdbrc .pythonrc .pythonrc.py .pythonstartup .irbrc',
  '.pryrc .Rprofile .Renviron .psqlrc .sqliterc .my.cnf .screenrc .tmux.conf .gitconfig .gitmodules .hgrc .npmrc .yarnrc',
  '.yarnrc.yml .pnpmfile.cjs .gemrc .pypirc .condarc .curlrc .wgetrc .netrc .rhosts .shosts .forward .procmailrc',
  '.git .bash_completion .xonshrc .tclshrc .wishrc .ghci .ocamlinit .sbclrc .octaverc .perldb .pylintrc .pydistutils.cfg',
  '.rspec .eslintrc.cjs .prettierrc.js .prettierrc.cjs .bunfig.toml .lessfilter .lesskey .muttrc .mailrc .msmtprc',
  '.fetchmailrc .k5login .k5users .google_authenticator .pgpass .boto .s3cfg .terraformrc .odbc.ini',
  '.mailcap .htaccess .babelrc .babelrc.js .eslintrc .eslintrc.js .mocharc.js .mavenrc',
]
const specialNames: ReadonlySet<string> = new Set(
  [folderSettingsNames, ...startFileNames].flatMap((names) => comparableText(names).split(' ')),
)
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u

// The last extension of a file with two: `.tar.gz`, `.csv.gpg`, `.part2.rar`, `.zip.001`.
const compressed = 'gz|bz2|xz|zst|zstd|lz|lz4|lzma|lzo|br|sz|z|rar'
const encryptedOrSigned = 'gpg|pgp|asc|sig|minisig|age|enc|aes|p7m|p7s'
const checksum = 'md5|sha1|sha224|sha256|sha384|sha512|b2|b3|blake3|xxh|crc32|sfv'
const outerExtension = new RegExp(`^\\.(?:${compressed}|${encryptedOrSigned}|${checksum}|\\d{3})$`, 'i')
const innerExtension = /\.(?:[a-z][a-z0-9]{0,7}|7z|3gp|3mf|0\d\d|part\d{1,4})$/i
/** In bytes. Anything longer is not an extension, but text after a full stop. */
const maxExtensionBytes = 32
/** In bytes. An extension that leaves less room for the stem is shortened too. */
const minStemBytes = 8

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Turns any text into a file name that is safe on every system. Every name from a message or an object must
 * go through here. Removes only what is dangerous: all but the last segment of a path, hidden characters,
 * long gaps, and whatever Windows reserves. Tabs and line breaks become spaces. Keeps letters of all scripts,
 * joiners, double spaces and a leading dot. The result has at most 200 bytes in UTF-8 and is never empty or
 * invisible. Does not decode percent signs. Idempotent.
 */
export function safeFileName(name: string): string {
  const segment = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  return cleanUntilSafe(wellFormed(cutMiddle(segment)).normalize('NFC'), maxBytes)
}

/**
 * Adds a number: `numberedName('archive.tar.gz', 2)` is `archive (2).tar.gz`. The result has at most 200
 * bytes.
 */
export function numberedName(name: string, number: number): string {
  const { stem, extension } = split(name)
  const tail = ` (${number})${extension}`
  const room = maxBytes - Buffer.byteLength(tail)
  // A single letter with a hundred accents may be too long. Spaces at the end of the stem, plus the one
  // before the number, would form a gap that hides the extension. A joiner there would join nothing.
  return `${cut(stem, room).replace(/[\s\u2800\u200C\u200D]+$/u, '') || emptyName}${tail}`
}

/**
 * Shortens a safe name to this many bytes, 30 or more. Keeps its extension if that leaves room for a stem.
 */
export function shortenName(name: string, bytes: number): string {
  return Buffer.byteLength(name) <= bytes ? name : cleanUntilSafe(name, bytes)
}

/**
 * Returns a payload's file name: its `filename` field, otherwise its `name` field, otherwise the last
 * segment of its key, made safe by {@link safeFileName}.
 */
export function payloadFileName(fields: Readonly<Record<string, string>>, key: string | null): string {
  for (const candidate of [fields['filename'], fields['name'], key ?? undefined]) {
    if (candidate === undefined) continue
    const name = safeFileName(candidate)
    if (name !== emptyName) return name
  }
  return emptyName
}

function cleanUntilSafe(name: string, bytes: number): string {
  let cleaned = name
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const before = cleaned
    cleaned = clean(before, bytes)
    if (cleaned === before) break
  }
  return cleaned
}

function clean(given: string, bytes: number): string {
  const name = given.replace(breaks, ' ')
  const shown = addStemToBlank(withoutHidden(name).replace(controls, '').normalize('NFC'), name)
  const plain = shown.replace(reservedCharacters, '_').replace(gaps, ' ').replace(edges, '')
  return shorten(guard(withStem(plain)), bytes)
}

/**
 * Adds a stem if there are only spaces, hidden characters and dots before the extension, as in `. .exe`.
 * `original` is the name before hidden characters were removed.
 */
function addStemToBlank(shown: string, original: string): string {
  const lead = blankLead.exec(shown)?.[0] ?? ''
  const isDots = /^\.*$/.test(lead) && original.startsWith(lead)
  if (isDots || !lead.endsWith('.')) return shown
  return `${emptyName}.${shown.slice(lead.length)}`
}

/** Adds a stem to a name that is invisible or consists only of an extension. */
function withStem(name: string): string {
  const { stem, extension } = split(name)
  return visible.test(stem.replaceAll('\u2800', '')) ? name : `${emptyName}${extension}`
}

// A message may contain a name of 1 MiB, and cleaning takes quadratic time.
function cutMiddle(name: string): string {
  if (name.length <= maxCharacters) return name
  return name.slice(0, maxCharacters - 64) + name.slice(-64)
}

function guard(name: string): string {
  // The disks of macOS fold case fully: there, `.baſhrc` is another spelling of `.bashrc`.
  const isSpecial = specialNames.has(comparableText(name))
  const isRisky = name.startsWith('-') || reservedNames.test(name) || isSpecial
  return isRisky ? `_${name}` : name
}

function split(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || Buffer.byteLength(name.slice(dot)) > maxExtensionBytes) return { stem: name, extension: '' }
  const stem = name.slice(0, dot)
  const extension = name.slice(dot)
  if (!outerExtension.test(extension)) return { stem, extension }
  const inner = innerExtension.exec(stem)
  if (inner === null || inner.index === 0) return { stem, extension }
  // `.tar.gz.gpg` has three extensions.
  const further = split(stem)
  const all = `${further.extension}${extension}`
  return Buffer.byteLength(all) > maxExtensionBytes
    ? { stem, extension }
    : { stem: further.stem, extension: all }
}

function shorten(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  const { stem, extension } = split(name)
  const room = bytes - Buffer.byteLength(extension)
  // Without a stem, the file would be hidden.
  return room < minStemBytes ? cut(name, bytes) : `${cut(stem, room) || emptyName}${extension}`
}

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += Buffer.byteLength(segment)
    if (used > bytes) break
    kept += segment
  }
  return kept.replace(/[.\s\u2800]+$/u, '')
}
