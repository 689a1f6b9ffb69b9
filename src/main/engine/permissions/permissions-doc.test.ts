import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { roles } from '../../../shared/connections/roles.ts'
import type { Policy } from './policy.ts'
import { creationPolicy, rolePolicy } from './role-policy.ts'

const config = { name: 'demo', layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }
const scope = { partition: 'aws', account: '111122223333', region: 'us-west-1' }

const policies: readonly (readonly [title: string, policy: Policy])[] = [
  ...roles.map((role) => [role, rolePolicy(role, [config], scope)] as const),
  ['create', creationPolicy([config], scope)],
]

test.each(policies)('docs/permissions.md has the policy “%s”', async (title, policy) => {
  const doc = await readFile(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8')
  const [, block] = new RegExp(`<!-- policy: ${title} -->\\s+\`\`\`json\\n([^\`]*)\`\`\``).exec(doc) ?? []
  expect(JSON.parse(block ?? 'null')).toEqual(policy)
})
