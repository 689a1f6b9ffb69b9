// @ts-check

/** Licences that require no more than their text. The fonts have OFL-1.1, which allows bundling. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
])

/**
 * True if an SPDX expression allows shipping the package: one of its alternatives does, or all of its parts
 * do.
 *
 * @param {string} expression
 */
export function isPermissive(expression) {
  return alternatives(expression).some((choice) =>
    choice.split(/\s+AND\s+/i).every((part) => permissive.has(part)),
  )
}

/** @param {string} expression */
function alternatives(expression) {
  return expression
    .replaceAll(/[()]/g, ' ')
    .trim()
    .split(/\s+OR\s+/i)
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

/**
 * Returns the licence text for a package that names its licence but does not include the text, like some
 * small packages. Empty unless it may be used under the MIT licence.
 *
 * @param {string} licence
 * @param {string | { name?: string } | undefined} author
 */
export function standardText(licence, author) {
  if (!alternatives(licence).includes('MIT')) return ''
  const holder = typeof author === 'string' ? author : author?.name
  return `MIT License\n\nCopyright (c) ${holder || 'the authors of the package'}\n\n${mit}`
}
