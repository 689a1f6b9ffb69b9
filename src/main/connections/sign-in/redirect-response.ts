import type { ServerResponse } from 'node:http'

type Answer = 'signed-in' | 'declined' | 'unexpected'

const texts: Readonly<Record<Answer, string>> = {
  'signed-in': 'You are signed in. Close this tab and go back to Remotejob.',
  declined: 'You are not signed in. Close this tab and go back to Remotejob.',
  unexpected: 'Remotejob did not expect this request.',
}

/** Sends the page that the browser shows at the end of a sign-in. It contains nothing from the request. */
export function redirectResponse(
  response: ServerResponse,
  answer: Answer,
  status = answer === 'unexpected' ? 400 : 200,
): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // This page's URL contains the code.
      'referrer-policy': 'no-referrer',
      connection: 'close',
    })
    .end(`<!doctype html><html lang="en"><title>Remotejob</title><p>${texts[answer]}</p></html>\n`)
}
