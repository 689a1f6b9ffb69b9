import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const css = await readFile(join(import.meta.dirname, '../../../renderer/ui/tokens.css'), 'utf8')

const [common = ''] = css.split('@media')
const values = new Map(
  [...common.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
)

type Theme = 'light' | 'dark'
type Colour = readonly [number, number, number]

function colour(name: string, theme: Theme): Colour {
  const value = values.get(name) ?? ''
  const alias = /^var\(--([\w-]+)\)$/.exec(value)?.[1]
  if (alias !== undefined) return colour(alias, theme)
  const [light, dark] = value.match(/#[\da-f]{6}/g) ?? []
  const hex = (theme === 'dark' ? dark : light) ?? light
  if (hex === undefined) throw new Error(`--${name} is not a colour.`)
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)) as unknown as Colour
}

function mix(top: Colour, bottom: Colour, share: number): Colour {
  return top.map((part, index) => part * share + (bottom[index] ?? 0) * (1 - share)) as unknown as Colour
}

function luminance(parts: Colour): number {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(left: Colour, right: Colour): number {
  const [high = 0, low = 0] = [luminance(left), luminance(right)].toSorted((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const backgrounds = ['bg', 'side', 'panel', 'raised', 'hover', 'current', 'selected']
const texts = ['text', 'muted', 'faint', 'accent', 'blue', 'violet', 'green', 'amber', 'red']

for (const theme of ['light', 'dark'] as const) {
  it.each(texts)(`--%s is readable on every background, ${theme}`, (name) => {
    for (const background of backgrounds) {
      expect(contrast(colour(name, theme), colour(background, theme)), background).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each([
    ['accent-fg', 'accent-fill'],
    ['accent-fg', 'accent-hover'],
    ['danger-fg', 'danger-fill'],
    ['danger-fg', 'danger-hover'],
    ['toast-fg', 'toast'],
    ['toast-muted', 'toast'],
    ['toast-link', 'toast'],
  ])(`--%s is readable on --%s, ${theme}`, (text, background) => {
    expect(contrast(colour(text, theme), colour(background, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['red', 'green', 'violet', 'amber', 'blue'])(`a badge in --%s is readable, ${theme}`, (name) => {
    for (const background of ['bg', 'side', 'panel']) {
      const tint = mix(colour(name, theme), colour(background, theme), 0.12)
      expect(contrast(colour(name, theme), tint), background).toBeGreaterThanOrEqual(4.5)
    }
  })

  it(`the borders of inputs stand out, ${theme}`, () => {
    for (const background of ['bg', 'side', 'panel']) {
      expect(contrast(colour('edge', theme), colour(background, theme))).toBeGreaterThanOrEqual(3)
    }
  })
}

it("gives the window the page's background before its first paint", async () => {
  const source = await readFile(join(import.meta.dirname, 'window.ts'), 'utf8')
  const [light, dark] = values.get('bg')?.match(/#[\da-f]{6}/g) ?? []
  expect(source).toContain(`{ dark: '${dark}', light: '${light}' }`)
})
