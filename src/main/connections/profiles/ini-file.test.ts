import { expect, test } from 'vitest'
import { parseIni } from './ini-file.ts'

const valuesIn = (text: string) => ({ ...parseIni(text).get('a') })

test.each([
  ['an option', 'credential_process = program\n  --json\n'],
  ['an option with a value', 'credential_process = program\n  --url=https://x # where\n  --json\n'],
  ['indented settings', '  credential_process = program\n      --json\n  '],
])('a value continues on a more deeply indented line: %s', (_what, lines) => {
  const { credential_process: command, region } = valuesIn(`[a]\n${lines}region = eu-west-1\n`)
  expect(command).toMatch(/^program (?:--url=https:\/\/x )?--json$/)
  expect(region).toBe('eu-west-1')
})

test('a setting is not a continuation, even if it is indented more deeply', () => {
  expect(valuesIn('[a]\nregion = eu-west-1\n  output = json\n')).toEqual({
    region: 'eu-west-1',
    output: 'json',
  })
})

test('nested settings belong to the setting without a value', () => {
  expect(valuesIn('[a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n')).toEqual({
    region: 'eu-west-1',
    's3.addressing_style': 'path',
  })
})
