import { lookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isLocalAddress } from '../../../../shared/connections/connection-rules.ts'

/**
 * Resolves the names of servers that receive unencrypted requests. A name that looks local, such as
 * `nas.local`, may resolve to a public address. The lookup then fails with `ERR_PUBLIC_ADDRESS`, even if
 * other addresses are local, because any of them may be used. `proxy` is the host of a proxy, which may be
 * outside the local network.
 */
export function localLookup(proxy: string | null): LookupFunction {
  return (host, options, callback) => {
    if (host === proxy) return lookup(host, options, callback)
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, [])
      const remote = found.find(({ address }) => !isLocalAddress(address))
      if (remote !== undefined) return callback(publicAddressError(host, remote.address), [])
      const [first] = found
      if (options.all !== true && first !== undefined) return callback(null, first.address, first.family)
      callback(null, found)
    })
  }
}

function publicAddressError(host: string, address: string): Error {
  return Object.assign(new Error(`${host} has the public address ${address}`), {
    code: 'ERR_PUBLIC_ADDRESS',
  })
}
