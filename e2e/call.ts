import type { Page } from '@playwright/test'
import type { Bridge } from '../src/shared/ipc/bridge.ts'
import type { Channel } from '../src/shared/ipc/channels.ts'
import type { Input, Output } from '../src/shared/ipc/contract.ts'

/** Calls main like the page. @throws Error with the message that main replied. */
export async function call<C extends Channel>(page: Page, channel: C, input: Input<C>): Promise<Output<C>> {
  const reply = await page.evaluate(
    ([name, given]) =>
      (globalThis as unknown as { remotejob: Bridge }).remotejob.invoke(name as 'claims:list', given as null),
    [channel, input] as const,
  )
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value as Output<C>
}
