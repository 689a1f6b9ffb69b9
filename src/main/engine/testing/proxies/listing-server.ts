import type { AddressInfo } from 'node:net'
import { close, listen } from '../servers.ts'

/** An HTTP server with one bucket of any size, which can only be listed. */
export interface ListingServer {
  readonly endpoint: string
  /** The bucket's keys. */
  keys: string[]
  /** All listings that were requested. */
  readonly listings: readonly { readonly prefix: string; readonly after: string; readonly listed: number }[]
  /** Responds to every listing with this status, or for `null` with the list. */
  refusal: number | null
  reset(): void
  stop(): Promise<void>
}

/** Starts a server that responds to ListObjectsV2 in key order, and to HEAD with an empty object. */
export async function startListingServer(): Promise<ListingServer> {
  const listings: { prefix: string; after: string; listed: number }[] = []
  const state = { keys: [] as string[], refusal: null as number | null }
  const server = await listen((request, response) => {
    const { searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
    if (query.get('list-type') !== '2') {
      response.writeHead(200, { 'content-length': 0 }).end()
      return
    }
    if (state.refusal !== null) {
      response.writeHead(state.refusal).end()
      return
    }
    const prefix = query.get('prefix') ?? ''
    const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
    const limit = Number(query.get('max-keys') ?? 1_000)
    const matching = state.keys.filter((key) => key.startsWith(prefix) && key > after)
    const page = matching.slice(0, limit)
    const isCut = matching.length > limit
    listings.push({ prefix, after, listed: page.length })
    response.writeHead(200, { 'content-type': 'application/xml' }).end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><EncodingType>url</EncodingType>
       <IsTruncated>${isCut}</IsTruncated>${isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}
       ${page.map((key) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>5</Size></Contents>`).join('')}
       </ListBucketResult>`,
    )
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get keys() {
      return state.keys
    },
    set keys(keys) {
      state.keys = keys.toSorted()
    },
    get refusal() {
      return state.refusal
    },
    set refusal(status) {
      state.refusal = status
    },
    listings,
    reset() {
      state.keys = []
      state.refusal = null
      listings.length = 0
    },
    stop: () => close(server),
  }
}
