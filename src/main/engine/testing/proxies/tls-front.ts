import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'

/** A self-signed certificate for `localhost`. Its key protects nothing. */
export const cert = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUBSn/QItU6Cfa5Be9T1NRz1l6LgowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE5MTI1NloYDzIxMjYxMDMx
MTkxMjU2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATt7j11xutCRsvTZrlg9b0mTM06MDEqywW2GItFODUrFDH+zqfSW2qm
kSzAUr+6TNZhoi/fmo1nC/1n16MOXbHho2kwZzAdBgNVHQ4EFgQUCakFJUk3UY1B
Asy5qvFcUvhy1TMwHwYDVR0jBBgwFoAUCakFJUk3UY1BAsy5qvFcUvhy1TMwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgFvx4P0DAU42fzQmFpPMkIuV/OMYakcZeWK5xkqBUXroCIA4Gpm9d+hlD
1P1cLGEV77uFwFGMu39dJQ/8cVAOuOD1
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1EUQYrD7QJrRu/gE
QJl1NTOqMeYZ/129MM39rN5Zy+qhRANCAATt7j11xutCRsvTZrlg9b0mTM06MDEq
ywW2GItFODUrFDH+zqfSW2qmkSzAUr+6TNZhoi/fmo1nC/1n16MOXbHh
-----END PRIVATE KEY-----
`

/** A TLS server that forwards the decrypted bytes. */
export type TlsFront = {
  readonly endpoint: string
  /** The number of connections so far. */
  readonly connections: number
  stop(): Promise<void>
}

/**
 * Starts a TLS server in front of a plain one. `identity` is its certificate. Default: the self-signed one.
 */
export async function startTlsFront(target: string, identity = { key, cert }): Promise<TlsFront> {
  const { hostname, port } = new URL(target)
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer(identity, (socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const onward = connect({ host: hostname, port: Number(port) })
    for (const side of [socket, onward]) side.on('error', () => [socket, onward].map((one) => one.destroy()))
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
