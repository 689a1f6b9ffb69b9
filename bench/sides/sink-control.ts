import type { SideInput } from '../sample/side.ts'

/** Fills the pending queue of the sink anew. */
export async function fillQueue({ sqsEndpoint, queue, size }: SideInput): Promise<void> {
  const query = new URLSearchParams({ name: `${queue}-pending`, size: String(size) })
  const answer = await fetch(`${sqsEndpoint}/_sink/messages?${query.toString()}`)
  if (!answer.ok) throw new Error(`The sink answered with ${answer.status}.`)
  await answer.arrayBuffer()
}
