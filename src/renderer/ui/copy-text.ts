/** The page has no clipboard permission, so this uses the browser's copy command. */
export function copyText(text: string): boolean {
  const write = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', write, { capture: true, once: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', write, { capture: true })
  return done
}
