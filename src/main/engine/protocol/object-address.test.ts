import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { parseObjectAddress } from './object-address.ts'

const dashes = '-a'.repeat(40)

/** Stops a pattern that would block the process. */
function parsed(text: string): unknown {
  return runInNewContext('parse(text)', { parse: parseObjectAddress, text }, { timeout: 5_000 })
}

it.each([
  `https://s3${dashes}.example.com/key`,
  `https://bucket.s3${dashes}.example.com/key`,
  `https://s3${'.a-b'.repeat(40)}.example.com/key`,
  `https://${'a.s3.'.repeat(30_000)}example.com/key`,
])('is not blocked by a host that resembles an S3 host', (url) => {
  expect(parsed(url)).toBeNull()
})

it('reads hosts with several words after “s3”', () => {
  expect(parsed('https://jobs.s3.eu-central-003.backblazeb2.com/in/a')).toEqual({
    bucket: 'jobs',
    key: 'in/a',
  })
  expect(parsed('https://s3.ap-northeast-1-ntt.wasabisys.com/jobs/in/a')).toEqual({
    bucket: 'jobs',
    key: 'in/a',
  })
})
