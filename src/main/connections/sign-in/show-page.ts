/**
 * Shows a running sign-in, and opens its page in the browser. `code` is what the page has to show too, if it shows one.
 * @throws EngineError `ADDRESS_UNSAFE` for a page that does not belong to AWS.
 */
export type ShowPage = (page: string, code: string | null) => Promise<void>
