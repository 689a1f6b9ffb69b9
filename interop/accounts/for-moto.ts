import type { Policy } from '../../src/main/engine/permissions/policy.ts'

/** Calls for which moto does not look up the queue, so that they need a permission on everything. */
const withoutQueue = [
  'sqs:GetQueueUrl',
  'sqs:CreateQueue',
  'sqs:StartMessageMoveTask',
  'sqs:ListMessageMoveTasks',
  'sqs:CancelMessageMoveTask',
]

/** The policy as moto understands it: it does not know the condition `aws:ResourceAccount` either. */
export function motoPolicy({ Version, Statement }: Policy): object {
  return {
    Version,
    Statement: Statement.flatMap(({ Sid, Effect, Action, Resource }) => {
      const statement = { Sid, Effect, Action, Resource }
      const anywhere = statement.Action.filter((action) => withoutQueue.includes(action))
      return anywhere.length === 0
        ? [statement]
        : [statement, { ...statement, Sid: `${statement.Sid}Anywhere`, Action: anywhere, Resource: ['*'] }]
    }),
  }
}
