import { expect, it } from 'vitest'
import { chainOf } from './profile-chain.ts'

it.each(['work', 'constructor', 'toString', '__proto__'])(
  'follows a profile called %s, even to itself',
  (name) => {
    const section = { source_profile: name, role_arn: 'arn:aws:iam::111122223333:role/Demo' }
    const files = { profiles: new Map([[name, section]]), services: new Map(), ssoSessions: new Map() }
    expect(Object.entries(chainOf(files, name))).toEqual([[name, section]])
  },
)
