import { describe, expect, test } from 'vitest'
import { parsePacProxy, proxiesOf, proxyAuthorization, proxyFor } from './proxies.ts'

const proxy = 'http://proxy.example:3128'

function goesThrough(environment: Readonly<Record<string, string>>, address: string): string | null {
  return proxyFor(proxiesOf(environment), new URL(address))?.host ?? null
}

describe('choosing the proxy for a URL', () => {
  test.each([
    ['HTTPS_PROXY', 'https://s3.example.com', 'proxy.example:3128'],
    ['https_proxy', 'https://s3.example.com', 'proxy.example:3128'],
    ['HTTP_PROXY', 'http://10.0.0.5:9000', 'proxy.example:3128'],
    ['HTTP_PROXY', 'https://s3.example.com', null],
    ['ALL_PROXY', 'https://s3.example.com', 'proxy.example:3128'],
  ])('%s for %s: %s', (name, address, expected) => {
    expect(goesThrough({ [name]: proxy }, address)).toBe(expected)
  })

  test('accepts a proxy without a scheme', () => {
    expect(goesThrough({ HTTPS_PROXY: '127.0.0.1:3128' }, 'https://s3.example.com')).toBe('127.0.0.1:3128')
  })

  test.each(['http://127.0.0.1:9000', 'https://localhost:9000', 'https://[::1]:9000', 'http://a.localhost'])(
    'is never used for this computer: %s',
    (address) => {
      expect(goesThrough({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy }, address)).toBeNull()
    },
  )

  test.each([
    ['.lab.example', 'https://s3.lab.example', true],
    ['.lab.example', 'https://lab.example', true],
    ['lab.example', 'https://s3.lab.example', true],
    ['*.lab.example', 'https://s3.lab.example', true],
    ['lab.example', 'https://notlab.example', false],
    ['other.example, LAB.example', 'https://s3.lab.example', true],
    ['lab.example:9000', 'https://lab.example:9000', true],
    ['lab.example:9000', 'https://lab.example', false],
    ['*', 'https://s3.example.com', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['192.168.1.20', 'https://192.168.1.20:9000', true],
    ['[fd12::1]', 'https://[fd12::1]', true],
  ])('NO_PROXY=%s covers %s: %s', (noProxy, address, covered) => {
    const found = goesThrough({ HTTPS_PROXY: proxy, NO_PROXY: noProxy }, address)
    expect(found).toBe(covered ? null : 'proxy.example:3128')
  })
})

test.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:3128', 'http://proxy.example:3128'],
  ['PROXY one.example:3128; PROXY two.example:3128; DIRECT', 'http://one.example:3128'],
  ['HTTPS proxy.example:443', 'https://proxy.example'],
  ['DIRECT; PROXY proxy.example:3128', null],
])('the output %j of a proxy script means %s', (answer, expected) => {
  expect(parsePacProxy(answer)?.origin ?? null).toBe(expected)
})

test.each([
  ['HTTPS_PROXY', 'http://proxy.example:port'],
  ['HTTPS_PROXY', 'http://ada:pass#word@proxy.example:3128'],
  ['HTTPS_PROXY', 'ada:pass/word@proxy.example:3128'],
  ['ALL_PROXY', 'http://ada:p@ss#word@proxy.example:3128'],
  ['ALL_PROXY', 'CORP\\ada:secret@proxy.example:3128'],
])('%s=%s is reported without its password', (name, text) => {
  const proxies = proxiesOf({ [name]: text, NO_PROXY: 'direct.example' })
  expect(() => proxyFor(proxies, new URL('https://s3.example.com'))).toThrowError(
    expect.objectContaining({ code: 'ERR_PROXY', message: `The proxy in ${name} is not a valid address` }),
  )
  expect(proxyFor(proxies, new URL('https://direct.example'))).toBeNull()
  expect(proxyFor(proxies, new URL('https://localhost'))).toBeNull()
})

test.each(['PROXY proxy.example:99999', 'PROXY', 'PROXY one two'])(
  'rejects the output %j of a proxy script',
  (answer) => {
    expect(() => parsePacProxy(answer)).toThrowError(expect.objectContaining({ code: 'ERR_PROXY' }))
  },
)

test.each([
  ['ada:100%', 'ada:100%'],
  ['ada:pa%3Ass', 'ada:pa:ss'],
  ['ada:50%-%C3%A4', 'ada:50%-ä'],
  ['ada', 'ada:'],
])('the proxy user %s is sent as %s', (user, pair) => {
  const encoded = Buffer.from(pair).toString('base64')
  expect(proxyAuthorization(new URL(`http://${user}@proxy.example`))).toBe(`Basic ${encoded}`)
})
